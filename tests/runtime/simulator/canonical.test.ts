/** Tests of the byte form of message values. */
import { CanonicalWriter } from '../../../runtime/simulator/canonical.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('canonical bytes')

function bytesOf(...values: unknown[]): string {
  const parts: number[] = []
  const writer = new CanonicalWriter((bytes) => void parts.push(...bytes))
  for (const value of values) writer.value(value)
  writer.flush()
  return parts.map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

test('each value has bytes of its own', () => {
  const values = [
    ...[null, undefined, false, true, 0, 1, -1, 2 ** 31, 2 ** 53 - 1, 0.5, Number.NaN],
    ...['', 'a', 'b', 'ab', 'é', 'ł', '\0', '😀', 'null', '1'],
    ...[[], [null], [[]], [1, 2], [2, 1], ['a', 'b']],
    ...[{}, { a: 1 }, { a: 2 }, { b: 1 }, { a: 1, b: 2 }, { b: 2, a: 1 }, { a: { a: 1 } }],
    ...[new Map(), new Map([['a', 1]]), new Map([[1, 'a']]), new Map([['a', new Map()]])],
    ...[new Uint8Array(0), new Uint8Array([1]), new Uint8Array([0, 1])],
  ]
  const seen = new Set(values.map((value) => bytesOf(value)))
  assert.is(seen.size, values.length)
})

test('equal values have equal bytes, whatever object holds them', () => {
  const make = () => ({ text: 'é', list: [1, null], map: new Map([['k', new Uint8Array([7])]]) })
  assert.is(bytesOf(make()), bytesOf(make()))
  const part = new Uint8Array([9, 7, 9]).subarray(1, 2)
  assert.is(bytesOf(part), bytesOf(new Uint8Array([7])))
})

test('the border between two values can be told', () => {
  assert.is.not(bytesOf('ab', 'c'), bytesOf('a', 'bc'))
  assert.is.not(bytesOf([1], 2), bytesOf([1, 2]))
  assert.is.not(bytesOf({ a: 1 }, 'a'), bytesOf({ a: 1, b: 'a' }))
})

test('the bytes are the same for ever and everywhere', () => {
  assert.is(bytesOf([1, 'é', 0.5]), '0900000003040000000107' + '00000001e9' + '053fe0000000000000')
})

test('a name is written in full once and as a number from then on, without doubt which', () => {
  const lengths: number[] = []
  const writer = new CanonicalWriter((bytes) => void lengths.push(bytes.length))
  const write = (name: string): number => {
    writer.name(name)
    writer.flush()
    return lengths.pop() ?? 0
  }
  const [one, two] = ['a name that comes again', 'another name']
  assert.is(write(one), 5 + one.length)
  assert.is(write(one), 5)
  assert.is(write(two), 5 + two.length)
  assert.is(write(two), 5)
})

test('bytes larger than a block, and many small values, pass whole', () => {
  let size = 0
  const writer = new CanonicalWriter((bytes) => {
    size += bytes.length
  })
  writer.value(new Uint8Array(200_000))
  for (let n = 0; n < 50_000; n++) writer.value(n)
  writer.flush()
  assert.is(size, 5 + 200_000 + 5 * 50_000)
})

test('what is no message value is refused', () => {
  class Thing {}
  const refused: unknown[] = [() => {}, 1n, Symbol('s'), new Thing(), new Set(), { a: new Thing() }]
  for (const value of refused) assert.throws(() => bytesOf(value), /is not a message value/)
})

test.run()
