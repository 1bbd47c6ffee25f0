/** The root checkpoints. */
import { decodeOffsets, encodeOffsets } from '../../log/offset-checkpoint.ts'
import { assert, suite } from '../harness.ts'

const test = suite('offset checkpoint')

test("the text is Kafka's, and what was written is read", () => {
  const offsets = [
    { topic: 'orders', partition: 0, offset: 42 },
    { topic: 'a-b', partition: 11, offset: 0 },
  ]
  const bytes = encodeOffsets(offsets)
  assert.is(new TextDecoder().decode(bytes), '0\n2\norders 0 42\na-b 11 0\n')
  assert.equal(decodeOffsets(bytes), offsets)
})

test('a damaged text is not half believed', () => {
  for (const wrong of [
    '',
    '0\n1\n',
    '0\n1\na 0\n',
    '0\n1\na 0 -1\n',
    '0\n2\na 0 1\n',
    '0\n0\n\n',
  ]) {
    assert.is(decodeOffsets(new TextEncoder().encode(wrong)), null, JSON.stringify(wrong))
  }
})

test.run()
