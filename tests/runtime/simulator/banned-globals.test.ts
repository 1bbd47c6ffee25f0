/** Tests of the ban on the platform's clocks, timers and chance. */
import { BannedGlobal, withoutGlobals } from '../../../runtime/simulator/banned-globals.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('banned globals')

const uses: (readonly [string, () => unknown])[] = [
  ['new Date()', () => new Date()],
  ['Date()', () => Date()],
  ['Date.now', () => Date.now()],
  ['Math.random', () => Math.random()],
  ['setTimeout', () => setTimeout(() => {}, 0)],
  ['setInterval', () => setInterval(() => {}, 1_000)],
  ['setImmediate', () => setImmediate(() => {})],
  ['queueMicrotask', () => queueMicrotask(() => {})],
  ['performance.now', () => performance.now()],
  ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(1))],
  ['crypto.randomUUID', () => crypto.randomUUID()],
  ['fetch', () => fetch('http://127.0.0.1:9')],
]

function isBan(error: unknown): boolean {
  return error instanceof BannedGlobal
}

for (const [name, use] of uses) {
  test(`${name} throws while actors run`, () => {
    withoutGlobals(() => assert.throws(use, isBan))
  })
}

test('a clock that was taken along before is banned too', () => {
  const taken = Date
  withoutGlobals(() => assert.throws(() => taken.now(), isBan))
})

test('afterwards everything is as it was, also after a throw', () => {
  const before = [Date, Date.now, Math.random, setTimeout, performance.now, crypto.randomUUID]
  assert.throws(() =>
    withoutGlobals(() => {
      throw new Error('inside')
    }),
  )
  const after = [Date, Date.now, Math.random, setTimeout, performance.now, crypto.randomUUID]
  assert.ok(before.every((each, index) => each === after[index]))
  assert.not(Object.hasOwn(performance, 'now'))
  assert.ok(Date.now() > 0)
})

test('the result of what runs inside comes out', () => {
  assert.is(
    withoutGlobals(() => 7),
    7,
  )
})

test.run()
