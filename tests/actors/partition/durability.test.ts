/** How far a log counts as written, and who hears of it when. */
import { Durability } from '../../../actors/partition/durability.ts'
import { DiskError, type DiskErrorCode } from '../../../runtime/ports/disk.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('durability')

/** A log whose syncs end when the test says so. */
function logAt(logEndOffset: number) {
  const syncs: ((error: DiskErrorCode | null) => void)[] = []
  const log = {
    logEndOffset,
    sync: (done: (error: DiskErrorCode | null) => void) => void syncs.push(done),
  }
  return { log, syncs, end: (error: DiskErrorCode | null = null) => syncs.shift()?.(error) }
}

test('with flush=os all that is in the log counts as written, at once', () => {
  const { log, syncs } = logAt(3)
  const written = new Durability(log, false)
  let heard = 0
  written.whenWritten(() => heard++)
  assert.equal([written.endOffset, heard, syncs.length], [3, 1, 0])
})

test('with flush=commit it counts once it is synced; appends meanwhile share the next sync', () => {
  const { log, syncs, end } = logAt(3)
  const written = new Durability(log, true)
  const heard: string[] = []
  written.whenWritten(() => heard.push('first'))
  log.logEndOffset = 5
  written.whenWritten(() => heard.push('second'))
  written.whenWritten(() => heard.push('third'))
  assert.equal([written.endOffset, heard, syncs.length], [0, [], 1])
  end()
  assert.equal([written.endOffset, heard, syncs.length], [3, ['first'], 1])
  end()
  assert.equal([written.endOffset, heard, syncs.length], [5, ['first', 'second', 'third'], 0])
})

test('what a cut has taken away is not waited for, and new records there are not yet written', () => {
  const { log, end } = logAt(8)
  const written = new Durability(log, true)
  const heard: number[] = []
  written.whenWritten(() => heard.push(8))
  log.logEndOffset = 4
  written.truncated()
  log.logEndOffset = 6
  end()
  assert.equal(heard, [8])
  assert.is(written.endOffset, 4)
})

test('a sync that fails ends the replica', () => {
  const { log, end } = logAt(1)
  const written = new Durability(log, true)
  written.whenWritten(() => assert.unreachable('nothing is written'))
  assert.throws(
    () => end('EIO'),
    (error: unknown) => error instanceof DiskError && error.code === 'EIO',
  )
})

test.run()
