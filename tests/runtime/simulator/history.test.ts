/** Tests of the history hash. */
import { loadXxh } from '../../../runtime/platform/xxh.ts'
import { checkpointEvents, firstDivergence, History } from '../../../runtime/simulator/history.ts'
import { assert, suite } from '../../harness.ts'
import { fromElsewhere } from '../support/workbench.ts'

const test = suite('history')
const xxh = await loadXxh()

function digestOf(fill: (history: History) => void): string {
  const history = new History(xxh.create64())
  fill(history)
  return history.digest()
}

const delivery = fromElsewhere('root/a', 'append', { bytes: new Uint8Array([1]) })

test('every part of a delivery counts', () => {
  const variants = [
    delivery,
    { ...delivery, from: 'there/other' },
    { ...delivery, fromIncarnation: 8 },
    { ...delivery, path: 'root/b' },
    { ...delivery, system: 'elsewhere' },
    { ...delivery, type: 'fetch' },
    { ...delivery, kind: 'input' as const },
    { ...delivery, id: 1 },
    { ...delivery, message: { bytes: new Uint8Array([2]) } },
  ]
  const digests = variants.map((each) => digestOf((history) => history.delivered(5, each, 3)))
  digests.push(digestOf((history) => history.delivered(6, delivery, 3)))
  digests.push(digestOf((history) => history.delivered(5, delivery, 4)))
  assert.is(new Set(digests).size, digests.length)
})

test('every part of a disk operation counts, and every fault and draw', () => {
  const bytes = new Uint8Array([1])
  const digests = [
    digestOf(() => {}),
    digestOf((history) => history.disk(1, 's', 'append', 'f', 1, bytes)),
    digestOf((history) => history.disk(2, 's', 'append', 'f', 1, bytes)),
    digestOf((history) => history.disk(1, 't', 'append', 'f', 1, bytes)),
    digestOf((history) => history.disk(1, 's', 'sync', 'f', 1, bytes)),
    digestOf((history) => history.disk(1, 's', 'append', 'g', 1, bytes)),
    digestOf((history) => history.disk(1, 's', 'append', 'f', 2, bytes)),
    digestOf((history) => history.disk(1, 's', 'append', 'f', 1, null)),
    digestOf((history) => history.fault(1, { kind: 'freeze' })),
    digestOf((history) => history.fault(1, { kind: 'crash' })),
    digestOf((history) => history.drew(1, 'nemesis', 1)),
    digestOf((history) => history.drew(1, 'nemesis', 2)),
  ]
  assert.is(new Set(digests).size, digests.length)
})

test('the order of events counts', () => {
  const draw = (value: number) => (history: History) => history.drew(1, 'n', value)
  const both = (one: number, two: number) =>
    digestOf((history) => {
      draw(one)(history)
      draw(two)(history)
    })
  assert.is.not(both(1, 2), both(2, 1))
})

test('the hash is noted every 1,024 events, and asking for it changes nothing', () => {
  const [asked, unasked] = [new History(xxh.create64()), new History(xxh.create64())]
  for (let n = 0; n < 3 * checkpointEvents; n++) {
    asked.drew(n, 'n', n)
    unasked.drew(n, 'n', n)
    if (n % 100 === 0) asked.digest()
  }
  assert.equal(asked.checkpoints, unasked.checkpoints)
  assert.is(asked.checkpoints.length, 3)
  assert.is(asked.checkpoints.at(-1), asked.digest())
})

test('only the wanted events are kept as text', () => {
  const history = new History(xxh.create64(), { from: 1, to: 3 })
  for (let n = 0; n < 5; n++) history.drew(n, 'n', 10 * n)
  assert.equal(history.kept, ['1 us: n drew 10', '2 us: n drew 20'])
})

test('the first event that differs is named, also when one run only ends earlier', () => {
  let runs = 0
  const run = (length: (run: number) => number) => (keep: { from: number; to: number }) => {
    const history = new History(xxh.create64(), keep)
    const events = length(runs++ % 2)
    for (let n = 0; n < events; n++) history.drew(n, 'n', n)
    return history
  }
  const parted = firstDivergence(run((number) => 5_000 + number))
  assert.equal(parted, { event: 5_000, first: null, second: '5000 us: n drew 5000' })
  assert.is(firstDivergence(run(() => 5_000)), null)
})

test.run()
