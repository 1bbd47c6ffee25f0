/** Tests of the seeded random streams. */
import { hash32, mix32, RandomStream } from '../../runtime/random.ts'
import { assert, suite } from '../harness.ts'

const test = suite('random streams')

function draws(seed: number, name: string, count: number): number[] {
  const stream = new RandomStream(seed, name)
  return Array.from({ length: count }, () => stream.uint32())
}

test('a seed and a name give the same numbers on every platform, for ever', () => {
  assert.equal(draws(1, 'network', 4), [1661616324, 1479082603, 2297383181, 1125307067])
  assert.is(hash32(7, 'a/b'), 3965249877)
  assert.is(mix32(1), 0x514e28b7)
})

test('another seed or another name gives other numbers', () => {
  assert.equal(draws(1, 'disk', 3), draws(1, 'disk', 3))
  assert.not.equal(draws(1, 'disk', 3), draws(2, 'disk', 3))
  assert.not.equal(draws(1, 'disk', 3), draws(1, 'disc', 3))
})

test('every value of a range comes about equally often, and none outside of it', () => {
  const stream = new RandomStream(3, 'dice')
  const counts = new Array<number>(6).fill(0)
  for (let n = 0; n < 60_000; n++) (counts[stream.between(1, 6) - 1] as number)++
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, `${counts}`)
})

test('a chance comes true as often as it says', () => {
  const stream = new RandomStream(4, 'coin')
  let yes = 0
  for (let n = 0; n < 10_000; n++) if (stream.chance(0.2)) yes++
  assert.ok(Math.abs(yes - 2_000) < 150, `${yes}`)
  assert.not(stream.chance(0))
  assert.ok(stream.chance(1))
})

test('pick takes one of the items, and nothing from an empty list', () => {
  const stream = new RandomStream(5, 'pick')
  const picked = new Set(Array.from({ length: 100 }, () => stream.pick(['a', 'b', 'c'])))
  assert.equal([...picked].sort(), ['a', 'b', 'c'])
  assert.is(stream.pick([]), undefined)
})

test.run()
