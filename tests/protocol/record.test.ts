/** Single records: decoded, encoded, walked, against what Kafka reads from its own batches. */
import fc from 'fast-check'
import { DecodeError } from '../../protocol/decode-error.ts'
import { Reader } from '../../protocol/reader.ts'
import {
  decodeRecords,
  type KafkaRecord,
  type RecordShape,
  skipRecord,
  writeRecord,
} from '../../protocol/record.ts'
import { RecordBatch } from '../../protocol/record-batch.ts'
import { concatBytes, Writer } from '../../protocol/writer.ts'
import { xerialUnframe } from '../../protocol/xerial.ts'
import { loadClientCodecs } from '../../runtime/platform/codecs.ts'
import { assert, skip, suite } from '../harness.ts'
import { fromBase64, goldenBatches, toBase64 } from './golden.ts'

const test = suite('record')

const { compressors } = await loadClientCodecs()
const golden = goldenBatches()
const isDecodeError = (error: Error) => error instanceof DecodeError
const base64 = (bytes: Uint8Array | null) => (bytes === null ? null : toBase64(bytes))

const shown = ({ offset, timestamp, key, value, headers }: KafkaRecord) => ({
  offset,
  timestamp,
  key: base64(key),
  value: base64(value),
  headers: headers.map((one) => ({ key: one.key, value: base64(one.value) })),
})

for (const { name, bytes, records } of golden) {
  test(`the records of Kafka's batch "${name}" are read as Kafka reads them`, () => {
    const batch = new RecordBatch(fromBase64(bytes))
    assert.equal(decodeRecords(batch, recordBytes(batch)).map(shown), records)
  })
}

function recordBytes(batch: RecordBatch): Uint8Array {
  const { compression, records } = batch
  if (compression === 'none' || records.length === 0) return records
  const codec = compressors.get(compression!)
  if (codec === undefined) return skip(`this platform has no ${compression}`)
  if (compression !== 'snappy') return codec.decompress(records, 1_000_000)
  return xerialUnframe(records, 1_000_000, (block, bytesMax) => codec.decompress(block, bytesMax))
}

const content = fc.option(fc.uint8Array({ maxLength: 100 }))
const anyRecord = fc.record({
  timestamp: fc.integer({ min: 0, max: 2 ** 45 }),
  key: content,
  value: content,
  headers: fc.array(fc.record({ key: fc.string({ unit: 'grapheme' }), value: content })),
})

test('any record is walked and measured without being decoded', () => {
  const holds = fc.property(
    anyRecord,
    fc.nat(2 ** 31 - 1),
    fc.maxSafeInteger(),
    (one, at, delta) => {
      const writer = new Writer()
      writeRecord(writer, one, delta, at)
      const reader = new Reader(concatBytes(writer.finish()))
      const shape: RecordShape = { timestampDelta: 0, offsetDelta: 0, hasKey: false }
      skipRecord(reader, shape)
      assert.equal(shape, { timestampDelta: delta, offsetDelta: at, hasKey: one.key !== null })
      assert.is(reader.remaining, 0)
    },
  )
  fc.assert(holds)
})

/** length 6, attributes, timestamp delta, offset delta, no key, no value, no headers */
const small = [12, 0, 0, 0, 1, 1, 0]
const walk = (bytes: number[]) => {
  const shape: RecordShape = { timestampDelta: 0, offsetDelta: 0, hasKey: false }
  skipRecord(new Reader(Uint8Array.from(bytes)), shape)
  return shape
}

test('a record without key, value and headers takes seven bytes', () => {
  assert.equal(walk(small), { timestampDelta: 0, offsetDelta: 0, hasKey: false })
})

test('a record whose length, key, value or headers lie is refused', () => {
  const lies: [string, number[]][] = [
    ['a negative length', [11, ...small.slice(1)]],
    ['a length beyond the bytes', [14, ...small.slice(1)]],
    ['a length too short', [10, ...small.slice(1)]],
    ['a length too long', [14, ...small.slice(1), 0]],
    ['a key beyond the bytes', [12, 0, 0, 0, 100, 1, 0]],
    ['a value beyond the bytes', [12, 0, 0, 0, 1, 100, 0]],
    ['a negative count of headers', [12, 0, 0, 0, 1, 1, 1]],
    ['a billion headers', [20, 0, 0, 0, 1, 1, 0x80, 0xa8, 0xd6, 0xb9, 0x07]],
    ['a header without a key', [16, 0, 0, 0, 1, 1, 2, 1, 1]],
  ]
  for (const [title, bytes] of lies) assert.throws(() => walk(bytes), isDecodeError, title)
})

test('a batch that counts more or fewer records than it has is refused', () => {
  const payload = golden.find(({ records }) => records.length === 2)!
  for (const count of [1, 3]) {
    const bytes = fromBase64(payload.bytes)
    new DataView(bytes.buffer).setInt32(57, count)
    assert.throws(() => decodeRecords(new RecordBatch(bytes)), isDecodeError)
  }
})

test('keys and values are views of the batch', () => {
  const bytes = fromBase64(golden[0]!.bytes)
  const [first] = decodeRecords(new RecordBatch(bytes))
  assert.is(first!.value!.buffer, bytes.buffer)
})

test.run()
