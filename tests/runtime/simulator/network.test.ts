/** Tests of what becomes of messages between simulated systems. */
import { type LinkBehaviour, lost, SimulatedNetwork } from '../../../runtime/simulator/network.ts'
import { assert, suite } from '../../harness.ts'
import { fromElsewhere } from '../support/workbench.ts'

const test = suite('simulated network')

const plain: LinkBehaviour = { minUs: 20, maxUs: 200, lossPpm: 0, reorderPpm: 0 }
const message = fromElsewhere('root/a', 'append', null)

/** Arrival times of `count` messages from `a` to `b` that leave 1 us apart. */
function arrivals(network: SimulatedNetwork, count = 1_000, type = 'append', to = 'b'): number[] {
  return Array.from({ length: count }, (_, n) =>
    network.arrivalUs('a', to, { ...message, type }, n),
  )
}

function inOrder(times: readonly number[]): boolean {
  return times.every((time, index) => index === 0 || time >= (times[index - 1] as number))
}

test('by default every message arrives, within bounds, in the order of sending', () => {
  const times = arrivals(new SimulatedNetwork(1, plain))
  assert.ok(inOrder(times))
  for (const [n, time] of times.entries()) assert.ok(time >= n + 20 && time <= n + 400, `${time}`)
  assert.ok(new Set(times.map((time, n) => time - n)).size > 50, 'delays differ')
})

test('the seed decides each fate', () => {
  const lossy = { ...plain, lossPpm: 300_000 }
  const fates = (seed: number) => arrivals(new SimulatedNetwork(seed, lossy))
  assert.equal(fates(1), fates(1))
  assert.not.equal(fates(1), fates(2))
})

test('the fate of a message does not depend on what other links carry', () => {
  const alone = new SimulatedNetwork(1, { ...plain, lossPpm: 300_000 })
  const busy = new SimulatedNetwork(1, { ...plain, lossPpm: 300_000 })
  arrivals(busy, 100, 'append', 'c')
  assert.equal(arrivals(alone), arrivals(busy))
})

test('a rule changes what it names while it lasts, and nothing before, after or elsewhere', () => {
  const [with_, without] = [new SimulatedNetwork(1, plain), new SimulatedNetwork(1, plain)]
  assert.equal(arrivals(with_, 10), arrivals(without, 10))
  const end = with_.impose({ from: ['a'], to: ['b'], lossPpm: 1_000_000 })
  assert.equal(arrivals(with_, 10), new Array(10).fill(lost))
  assert.equal(arrivals(with_, 10, 'append', 'c'), arrivals(without, 10, 'append', 'c'))
  arrivals(without, 10)
  end()
  const late = (network: SimulatedNetwork) => network.arrivalUs('a', 'b', message, 1_000_000)
  assert.is(late(with_), late(without))
})

test('a loss is as frequent as it says', () => {
  const times = arrivals(new SimulatedNetwork(1, { ...plain, lossPpm: 250_000 }), 10_000)
  const losses = times.filter((time) => time === lost).length
  assert.ok(Math.abs(losses - 2_500) < 150, `${losses}`)
})

test('messages overtake each other where a rule lets them', () => {
  const network = new SimulatedNetwork(1, plain)
  network.impose({ from: ['*'], to: ['b'], reorderPpm: 500_000 })
  assert.not(inOrder(arrivals(network)))
})

test('a cut is one-way, and two cuts end one by one', () => {
  const network = new SimulatedNetwork(1, plain)
  const ends = [1, 2].map(() => network.impose({ from: ['a'], to: ['b'], cut: true }))
  assert.equal([network.isCut('a', 'b'), network.isCut('b', 'a')], [true, false])
  assert.is(network.arrivalUs('a', 'b', message, 0), lost)
  ends[0]?.()
  assert.ok(network.isCut('a', 'b'))
  ends[1]?.()
  assert.not(network.isCut('a', 'b'))
})

test('a delay aimed at one type holds back nothing else', () => {
  const [aimed, plainly] = [new SimulatedNetwork(1, plain), new SimulatedNetwork(1, plain)]
  aimed.impose({ from: ['a'], to: ['b'], delayUs: 500_000, types: ['alterPartition'] })
  const time = aimed.arrivalUs('a', 'b', { ...message, type: 'alterPartition' }, 0)
  assert.ok(time >= 500_020 && time <= 500_200)
  plainly.arrivalUs('a', 'b', { ...message, type: 'alterPartition' }, 0)
  const behind = aimed.arrivalUs('a', 'b', message, 1)
  assert.ok(behind <= 201)
  assert.ok(inOrder(arrivals(aimed)))
})

test('a cut aimed at one type lets the others pass, and byte streams too', () => {
  const network = new SimulatedNetwork(1, plain)
  network.impose({ from: ['a'], to: ['b'], cut: true, types: ['fetch'] })
  assert.not(network.isCut('a', 'b'))
  assert.is(network.arrivalUs('a', 'b', { ...message, type: 'fetch' }, 0), lost)
  assert.is.not(network.arrivalUs('a', 'b', message, 0), lost)
})

test('pieces of byte streams take a time from the seed, within bounds', () => {
  const network = new SimulatedNetwork(1, plain)
  const times = Array.from({ length: 100 }, (_, n) => network.delayUs('a', 'b', 7, n))
  for (const time of times) assert.ok(time >= 20 && time <= 200)
  assert.equal(
    times,
    Array.from({ length: 100 }, (_, n) => new SimulatedNetwork(1, plain).delayUs('a', 'b', 7, n)),
  )
})

test.run()
