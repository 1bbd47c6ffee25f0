/** Topic ids are random UUIDs in the text form of Kafka. */
import { newTopicId } from '../../../actors/metadata/topic-id.ts'
import { RandomStream } from '../../../runtime/random.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('topic id')

function bytesOf(id: string): Buffer {
  return Buffer.from(id, 'base64url')
}

test('ids are random UUIDs of version 4 in 22 letters, and none is given twice', () => {
  const random = new RandomStream(1, 'ids')
  const seen = new Set<string>()
  for (let i = 0; i < 2_000; i++) {
    const id = newTopicId((bound) => random.below(bound))
    const bytes = bytesOf(id)
    assert.is(id.length, 22)
    assert.is(bytes.length, 16)
    assert.is((bytes[6] as number) >> 4, 4, 'the version')
    assert.is((bytes[8] as number) >> 6, 2, 'the variant')
    assert.not.ok(id.startsWith('-'), id)
    seen.add(id)
  }
  assert.is(seen.size, 2_000)
})

test('an id that would begin with a dash is drawn again', () => {
  let draws = 0
  // The first letter of 0xf8.. is the dash; the second attempt draws zeros.
  const id = newTopicId(() => (draws++ < 16 ? 0xf8 : 0))
  assert.is(draws, 32)
  assert.is(bytesOf(id)[0], 0)
})

test('the text is base64url of the bytes', () => {
  let next = 0
  const id = newTopicId(() => next++)
  const bytes = bytesOf(id)
  assert.is(bytes.toString('base64url'), id)
  assert.equal([...bytes.subarray(0, 6)], [0, 1, 2, 3, 4, 5])
  assert.equal([...bytes.subarray(9)], [9, 10, 11, 12, 13, 14, 15])
})

test.run()
