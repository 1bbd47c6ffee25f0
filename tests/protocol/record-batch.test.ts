/** Record batches seen through their headers, against batches that Kafka made. */
import { buildBatch } from '../../protocol/build-batch.ts'
import { DecodeError } from '../../protocol/decode-error.ts'
import { batchesIn, codecIdOf, RecordBatch, sizeOfBatchAt } from '../../protocol/record-batch.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { loadCodecs } from '../../runtime/platform/codecs.ts'
import { assert, suite } from '../harness.ts'
import { type Batch, fromBase64, goldenBatches } from './golden.ts'

const test = suite('record batch')

const { crc32c } = await loadCodecs()
const golden = goldenBatches()
const isDecodeError = (error: Error) => error instanceof DecodeError

/** A batch at an odd place in other bytes, so that every position counts. */
function placed(bytes: Uint8Array): RecordBatch {
  const around = new Uint8Array(bytes.length + 13).fill(0xee)
  around.set(bytes, 7)
  return new RecordBatch(around.subarray(2), 5, bytes.length)
}

const record = { timestamp: 1000, key: null, value: Uint8Array.from([1, 2, 3]) }
const twoRecords = () => buildBatch({ records: [record, record] }, crc32c)

test("every header field reads as Kafka reads it, in each of Kafka's batches", () => {
  for (const { name, bytes, header } of golden) {
    const batch = placed(fromBase64(bytes))
    const seen = Object.keys(header).map((field) => [field, batch[field as keyof RecordBatch]])
    assert.equal(Object.fromEntries(seen), header, name)
  }
})

test("every CRC of Kafka's batches is valid, and not after a change of any covered part", () => {
  for (const { name, bytes } of golden) {
    assert.is(placed(fromBase64(bytes)).hasValidCrc(crc32c), true, name)
    for (const at of [21, 30, bytes.length]) {
      const changed = fromBase64(bytes)
      changed[Math.min(at, changed.length - 1)]! ^= 1
      assert.is(placed(changed).hasValidCrc(crc32c), false, `${name}, byte ${at}`)
    }
  }
})

test('base offset and leader epoch are written in place, and the CRC stays valid', () => {
  const bytes = twoRecords()
  const batch = placed(bytes)
  const before = batch.bytes.slice()
  for (const offset of [0, 5_000_000_000, 2 ** 53 - 3]) {
    batch.setBaseOffset(offset)
    batch.setPartitionLeaderEpoch(17)
    assert.equal([batch.baseOffset, batch.lastOffset], [offset, offset + 1])
    assert.equal([batch.partitionLeaderEpoch, batch.nextOffset], [17, offset + 2])
    assert.is(batch.hasValidCrc(crc32c), true)
  }
  batch.setBaseOffset(0)
  batch.setPartitionLeaderEpoch(-1)
  assert.equal(batch.bytes, before)
})

test('a new maximum timestamp and type come with a new CRC, and keep the other attributes', () => {
  const bytes = buildBatch({ records: [record], transactional: true }, crc32c)
  const batch = placed(bytes)
  batch.setMaxTimestamp('LogAppendTime', 1_700_000_000_123, crc32c)
  assert.equal([batch.timestampType, batch.maxTimestamp], ['LogAppendTime', 1_700_000_000_123])
  assert.equal([batch.isTransactional, batch.hasValidCrc(crc32c)], [true, true])
  batch.setMaxTimestamp('CreateTime', 1000, crc32c)
  assert.equal(batch.bytes, bytes)
})

test('the last sequence goes round behind 2^31 - 1, and is -1 without a producer', () => {
  const sequence = (baseSequence: number) =>
    placed(buildBatch({ records: [record, record, record], baseSequence }, crc32c)).lastSequence
  assert.equal([sequence(2 ** 31 - 3), sequence(2 ** 31 - 2), sequence(-1)], [2 ** 31 - 1, 0, -1])
})

test('codecs have the numbers of Kafka, and an unknown one is undefined', () => {
  const ids = (['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const).map(codecIdOf)
  assert.equal(ids, [0, 1, 2, 3, 4])
  const bytes = twoRecords()
  bytes[22] = 5
  assert.is(placed(bytes).compression, undefined)
})

test('the delete horizon is a bit of the attributes', () => {
  const bytes = twoRecords()
  assert.is(placed(bytes).hasDeleteHorizon, false)
  bytes[22] = 0x40
  assert.is(placed(bytes).hasDeleteHorizon, true)
})

test('the records of a batch are a view of it', () => {
  const batch = placed(twoRecords())
  assert.is(batch.records.length, batch.sizeBytes - 61)
  assert.is(batch.records.buffer, batch.bytes.buffer)
})

const payloads = () => golden.slice(0, 3).map(({ bytes }: Batch) => fromBase64(bytes))

test('batches in a range come in order; a partial one at the end is left out', () => {
  const all = concatBytes([...payloads(), payloads()[2]!.subarray(0, 70)])
  const sizes = [...batchesIn(all)].map(({ sizeBytes }) => sizeBytes)
  assert.equal(
    sizes,
    payloads().map(({ length }) => length),
  )
})

test('a range limits the batches that are seen', () => {
  const [first, second, third] = payloads()
  const all = concatBytes([first!, second!, third!])
  const end = first!.length + second!.length
  assert.is([...batchesIn(all, first!.length, end)].length, 1)
  assert.is([...batchesIn(all, first!.length, end - 1)].length, 0)
})

test('the size of a batch is known only when all of it is there', () => {
  const bytes = twoRecords()
  for (let size = 0; size < bytes.length; size++) {
    assert.is(sizeOfBatchAt(bytes.subarray(0, size), 0), undefined)
  }
  assert.is(sizeOfBatchAt(bytes, 0), bytes.length)
})

test('where no batch can begin, a DecodeError says so', () => {
  for (const [at, value] of [
    [8, -1],
    [8, 13],
    [8, 48],
    [16, 3],
    [16, -1],
  ] as const) {
    const bytes = twoRecords()
    const view = new DataView(bytes.buffer)
    if (at === 8) view.setInt32(at, value)
    else view.setInt8(at, value)
    assert.throws(() => sizeOfBatchAt(bytes, 0), isDecodeError, `${value} at ${at}`)
    assert.throws(() => [...batchesIn(bytes)], isDecodeError)
  }
})

test('an old magic has a size, but is no batch to iterate', () => {
  const bytes = twoRecords()
  bytes[16] = 1
  assert.is(sizeOfBatchAt(bytes, 0), bytes.length)
  assert.throws(() => [...batchesIn(bytes)], isDecodeError)
})

test.run()
