/** Slices become buffers of their own size; everything else crosses untouched. */
import { exactBytes } from '../../../runtime/threads/exact-bytes.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('exact bytes')
const slice = new Uint8Array(1_000).fill(7).subarray(10, 14)
const whole = Uint8Array.of(1, 2, 3)

test('a message without slices is the same object, down to its parts', () => {
  const message = { a: [1, null, 'x', { whole }], map: new Map([['k', whole]]), flag: true }
  assert.is(exactBytes(message), message)
})

test('slices are copied wherever they are, and the message itself is not changed', () => {
  const message = { a: [whole, { slice }], map: new Map<string, unknown>([['k', [slice]]]) }
  const fit = exactBytes(message)
  assert.equal(fit, { a: [whole, { slice: fourSevens }], map: new Map([['k', [fourSevens]]]) })
  const [kept, { slice: copied }] = fit.a as [Uint8Array, { slice: Uint8Array }]
  assert.is(kept, whole)
  assert.is(copied.buffer.byteLength, 4)
  assert.is((message.a[1] as { slice: Uint8Array }).slice, slice)
})

test('bytes that threads share stay shared', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(16), 4, 4)
  const message = { shared }
  assert.is(exactBytes(message).shared, shared)
})

const fourSevens = new Uint8Array(4).fill(7)

test.run()
