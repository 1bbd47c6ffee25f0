/** Batches made from records: the same bytes as Kafka's. */
import fc from 'fast-check'
import { buildBatch, type NewBatch } from '../../protocol/build-batch.ts'
import { decodeRecords, type NewRecord } from '../../protocol/record.ts'
import { type Compression, RecordBatch } from '../../protocol/record-batch.ts'
import { loadClientCodecs } from '../../runtime/platform/codecs.ts'
import { assert, skip, suite } from '../harness.ts'
import { type Batch, fromBase64, goldenBatches, toBase64 } from './golden.ts'

const test = suite('build batch')

const { crc32c, compressors } = await loadClientCodecs()
const bytesOf = (text: string | null) => (text === null ? null : fromBase64(text))

/** What to build, so that Kafka's batch should come out. */
function recipe({ header, records }: Batch): NewBatch {
  return {
    records: records.map(({ timestamp, key, value, headers }) => ({
      timestamp,
      key: bytesOf(key),
      value: bytesOf(value),
      headers: headers.map((one) => ({ key: one.key, value: bytesOf(one.value) })),
    })),
    baseOffset: Number(header['baseOffset']),
    partitionLeaderEpoch: Number(header['partitionLeaderEpoch']),
    producerId: Number(header['producerId']),
    producerEpoch: Number(header['producerEpoch']),
    baseSequence: Number(header['baseSequence']),
    transactional: header['isTransactional'] === true,
    control: header['isControl'] === true,
  }
}

const rebuilt = goldenBatches().filter(
  ({ header, records }) =>
    header['compression'] === 'none' &&
    header['timestampType'] === 'CreateTime' &&
    records.length > 0,
)

for (const batch of rebuilt) {
  test(`Kafka's batch "${batch.name}" is built byte for byte`, () => {
    const built = buildBatch(recipe(batch), crc32c)
    assert.is(toBase64(built), batch.bytes)
  })
}

const plain = { noNullPrototype: true }
const content = fc.option(fc.uint8Array({ maxLength: 200 }))
const header = fc.record({ key: fc.string(), value: content }, plain)
const anyRecord: fc.Arbitrary<NewRecord> = fc.record(
  {
    timestamp: fc.integer({ min: -1, max: 2 ** 45 }),
    key: content,
    value: content,
    headers: fc.array(header, { maxLength: 3 }),
  },
  plain,
)

test('any records come back from their batch, with offsets without gaps', () => {
  const records = fc.array(anyRecord, { minLength: 1, maxLength: 20 })
  const holds = fc.property(records, fc.nat(), (list, baseOffset) => {
    const batch = new RecordBatch(buildBatch({ records: list, baseOffset }, crc32c))
    assert.is(batch.hasValidCrc(crc32c), true)
    assert.is(batch.maxTimestamp, Math.max(...list.map(({ timestamp }) => timestamp)))
    const wanted = list.map((one, i) => ({ ...one, offset: baseOffset + i }))
    assert.equal(decodeRecords(batch), wanted)
  })
  fc.assert(holds)
})

for (const name of ['gzip', 'snappy', 'lz4', 'zstd'] as const satisfies Compression[]) {
  test(`records compressed with ${name} come back, and the header names the codec`, () => {
    const codec = compressors.get(name) ?? skip(`this platform has no ${name}`)
    const value = new Uint8Array(1000).fill(1)
    const records = [{ timestamp: 5, key: null, value, headers: [] }]
    const compression = { name, compress: (bytes: Uint8Array) => codec.compress(bytes) }
    const batch = new RecordBatch(buildBatch({ records, compression }, crc32c))
    assert.is(batch.compression, name)
    assert.ok(batch.sizeBytes < 500)
    assert.is(batch.hasValidCrc(crc32c), true)
    const [record] = decodeRecords(batch, codec.decompress(batch.records, 2000))
    assert.is(toBase64(record!.value!), toBase64(value))
  })
}

test.run()
