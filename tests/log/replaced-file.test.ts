/** A file that is replaced as a whole holds one of its contents, whatever happens. */
import { ReplacedFile } from '../../log/replaced-file.ts'
import { SystemDeath } from '../../runtime/ports/disk.ts'
import { assert, suite } from '../harness.ts'
import { diskBench } from './batches.ts'

const test = suite('replaced file')
const content = (n: number) => new Uint8Array(20 + n).fill(n)

test('the last content wins, and everybody who asked for one hears when it is durable', () => {
  const { disk, settle } = diskBench()
  const file = new ReplacedFile(disk, 'f')
  assert.is(file.read(), null)
  const heard: number[] = []
  for (let n = 1; n <= 5; n++) file.replace(content(n), () => heard.push(n))
  settle()
  assert.equal(heard, [1, 2, 3, 4, 5])
  assert.equal(file.read(), content(5))
})

test('after a loss of power at any operation it holds a content, never a part of one', () => {
  const seen = new Set<number>()
  for (let seed = 1; seed <= 20; seed++) {
    for (let nth = 1; nth <= 14; nth++) {
      const { disk, scheduler } = diskBench(seed)
      disk.failAt(nth, 'death')
      try {
        const file = new ReplacedFile(disk, 'f')
        for (let n = 1; n <= 4; n++) {
          file.replace(content(n), () => {})
          disk.flush()
          for (let step = 0; step < 2 && scheduler.step(); step++) disk.flush()
        }
      } catch (error) {
        if (!(error instanceof SystemDeath)) throw error
      }
      disk.processDied()
      disk.powerLost()
      const found = new ReplacedFile(disk, 'f').read()
      const n = found?.[0] ?? 0
      if (found !== null) assert.equal(found, content(n))
      seen.add(n)
    }
  }
  assert.ok(seen.has(0) && seen.has(1) && seen.has(3), `${[...seen]}`)
})

test('when the sync fails the old content stays, and the next attempt may succeed', () => {
  const { disk, settle } = diskBench()
  const file = new ReplacedFile(disk, 'f')
  file.replace(content(1), () => {})
  settle()
  disk.broken = 'EIO'
  const errors: (string | null)[] = []
  try {
    file.replace(content(2), (error) => errors.push(error))
  } catch {}
  disk.broken = null
  settle()
  assert.equal(file.read(), content(1))
})

test.run()
