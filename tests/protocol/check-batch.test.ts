/** What Produce accepts and refuses; a broker's own answers are in recorded.test.ts. */
import fc from 'fast-check'
import { buildBatch, type NewBatch } from '../../protocol/build-batch.ts'
import { checkBatch, type ProduceRules } from '../../protocol/check-batch.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { loadCodecs } from '../../runtime/platform/codecs.ts'
import { assert, suite } from '../harness.ts'
import { fromBase64, goldenBatches } from './golden.ts'

const test = suite('check batch')

const { crc32c } = await loadCodecs()

const keyed = {
  timestamp: 1000,
  key: Uint8Array.from([1]),
  value: Uint8Array.from([1, 2, 3]),
}
const keyless = { ...keyed, key: null }

const build = (batch: Partial<NewBatch> = {}) =>
  buildBatch({ records: [keyed, keyed, keyed], ...batch }, crc32c)

const check = (bytes: Uint8Array | null, rules: Partial<ProduceRules> = {}) =>
  checkBatch(bytes, { crc32c, apiVersion: 13, ...rules })

/** A good batch with a change, and a CRC that fits. */
function changed(change: (view: DataView) => void): Uint8Array {
  const bytes = build()
  const view = new DataView(bytes.buffer)
  change(view)
  view.setUint32(17, crc32c(bytes, 21))
  return bytes
}

test('a good batch is accepted, as a view of the bytes that came', () => {
  const bytes = build()
  const accepted = check(bytes)
  assert.ok(accepted.error === 'NONE')
  assert.is(accepted.batch.bytes.buffer, bytes.buffer)
  assert.is(accepted.maxTimestamp, 1000)
})

test('every batch that a Kafka producer makes is accepted, whatever its codec', () => {
  const produced = goldenBatches().filter(
    ({ header, records }) =>
      header['baseOffset'] === 0 && header['isControl'] === false && records.length > 0,
  )
  assert.is(new Set(produced.map(({ header }) => header['compression'])).size, 5)
  for (const { name, bytes } of produced) assert.is(check(fromBase64(bytes)).error, 'NONE', name)
})

test('nothing, a part of a batch, and two batches are INVALID_RECORD', () => {
  const bytes = build()
  for (const wrong of [
    null,
    new Uint8Array(0),
    bytes.subarray(0, 50),
    concatBytes([bytes, bytes]),
  ]) {
    assert.is(check(wrong).error, 'INVALID_RECORD')
  }
})

test('a part of a batch behind the batch is cut off', () => {
  const bytes = build()
  const accepted = check(concatBytes([bytes, bytes.subarray(0, 30)]))
  assert.ok(accepted.error === 'NONE')
  assert.equal(accepted.batch.bytes, bytes)
})

test('a change of any byte from the CRC on is CORRUPT_MESSAGE', () => {
  const at = fc.integer({ min: 17, max: build().length - 1 })
  const holds = fc.property(at, fc.integer({ min: 0, max: 7 }), (position, bit) => {
    const bytes = build()
    bytes[position]! ^= 1 << bit
    const { error } = check(bytes)
    // Bits that say "unknown codec" are seen before the CRC, as in Kafka.
    assert.ok(error === 'CORRUPT_MESSAGE' || (position === 22 && error === 'INVALID_RECORD'))
  })
  fc.assert(holds, { numRuns: 300 })
})

test('a batch larger than max.message.bytes is MESSAGE_TOO_LARGE, whatever its CRC', () => {
  const bytes = build()
  assert.is(check(bytes, { bytesMax: bytes.length }).error, 'NONE')
  assert.is(check(bytes, { bytesMax: bytes.length - 1 }).error, 'MESSAGE_TOO_LARGE')
  bytes[30]! ^= 1
  assert.is(check(bytes, { bytesMax: bytes.length - 1 }).error, 'MESSAGE_TOO_LARGE')
})

test('zstd is UNSUPPORTED_COMPRESSION_TYPE before version 7', () => {
  const zstd = fromBase64(goldenBatches().find(({ name }) => name === 'zstd, one record')!.bytes)
  assert.is(check(zstd, { apiVersion: 6 }).error, 'UNSUPPORTED_COMPRESSION_TYPE')
  assert.is(check(zstd, { apiVersion: 7 }).error, 'NONE')
})

test('a count that is not lastOffsetDelta + 1, or none, is INVALID_RECORD', () => {
  for (const [lastOffsetDelta, count] of [
    [2, 4],
    [3, 3],
    [-1, 0],
    [-2, -1],
    [0x7fff_ffff, -0x8000_0000],
  ] as const) {
    const bytes = changed((view) => {
      view.setInt32(23, lastOffsetDelta)
      view.setInt32(57, count)
    })
    assert.is(check(bytes).error, 'INVALID_RECORD', `${lastOffsetDelta}, ${count}`)
  }
})

test('fewer or more records than are counted is INVALID_RECORD', () => {
  for (const count of [1, 2, 4, 0x7fff_ffff]) {
    const bytes = changed((view) => {
      view.setInt32(23, count - 1)
      view.setInt32(57, count)
    })
    assert.is(check(bytes).error, 'INVALID_RECORD', `${count}`)
  }
})

test('a control batch, and a base offset other than 0, are INVALID_RECORD', () => {
  assert.is(check(build({ control: true })).error, 'INVALID_RECORD')
  assert.is(check(build({ baseOffset: 1 })).error, 'INVALID_RECORD')
  assert.is(check(changed((view) => view.setInt32(0, 0x7fff_ffff))).error, 'INVALID_RECORD')
})

test('a producer id needs a sequence number, and must be a safe integer', () => {
  const producer = { producerId: 5, producerEpoch: 0 }
  assert.is(check(build({ ...producer, baseSequence: 0 })).error, 'NONE')
  assert.is(check(build(producer)).error, 'INVALID_RECORD')
  assert.is(check(changed((view) => view.setInt32(43, 0x7fff_ffff))).error, 'INVALID_RECORD')
})

test('offset deltas that are not 0, 1, 2 are INVALID_RECORD, and the record is named', () => {
  const recordBytes = (build().length - 61) / 3
  const bytes = changed((view) => view.setInt8(61 + recordBytes + 3, 4))
  const refused = check(bytes)
  assert.ok(refused.error !== 'NONE')
  assert.equal([refused.error, refused.recordIndex], ['INVALID_RECORD', 1])
})

test('a compacted topic takes no record without a key', () => {
  const mixed = build({ records: [keyed, keyless] })
  assert.is(check(mixed).error, 'NONE')
  const refused = check(mixed, { keyed: true })
  assert.ok(refused.error !== 'NONE')
  assert.equal([refused.error, refused.recordIndex], ['INVALID_RECORD', 1])
  assert.is(check(build(), { keyed: true }).error, 'NONE')
})

test('a record timestamp out of range is INVALID_TIMESTAMP; none at all is allowed', () => {
  const at = (timestamp: number) => build({ records: [keyed, { ...keyed, timestamp }] })
  const bounds = { timestampMinMs: 500, timestampMaxMs: 2000 }
  for (const timestamp of [500, 2000, -1]) assert.is(check(at(timestamp), bounds).error, 'NONE')
  for (const timestamp of [499, 2001, -2]) {
    const refused = check(at(timestamp), bounds)
    assert.ok(refused.error !== 'NONE')
    assert.equal([refused.error, refused.recordIndex], ['INVALID_TIMESTAMP', 1])
  }
})

test('the header of a compressed batch speaks for the timestamps of its records', () => {
  const compression = { name: 'gzip' as const, compress: () => Uint8Array.from([1, 2]) }
  const bounds = { timestampMinMs: 500, timestampMaxMs: 2000 }
  assert.is(check(build({ compression }), bounds).error, 'NONE')
  const late = build({ records: [keyed, { ...keyed, timestamp: 2001 }], compression })
  assert.is(check(late, bounds).error, 'INVALID_TIMESTAMP')
})

test('a timestamp beyond the safe integers is INVALID_TIMESTAMP without any bounds', () => {
  const bytes = changed((view) => view.setInt32(27, 0x7fff_ffff))
  assert.is(check(bytes).error, 'INVALID_TIMESTAMP')
})

test('LogAppendTime from a client is INVALID_TIMESTAMP', () => {
  assert.is(check(changed((view) => view.setInt16(21, 8))).error, 'INVALID_TIMESTAMP')
})

test('a wrong maximum timestamp in the header is told by the one of the records', () => {
  const accepted = check(changed((view) => view.setInt32(39, 99_999)))
  assert.ok(accepted.error === 'NONE')
  assert.equal([accepted.batch.maxTimestamp, accepted.maxTimestamp], [99_999, 1000])
})

test('any bytes at all, and any change of a batch with a CRC that fits, get an answer', () => {
  const change = fc.tuple(fc.nat(), fc.nat(255))
  const changes = fc.array(change, { minLength: 1, maxLength: 6 })
  const holds = fc.property(fc.uint8Array({ maxLength: 200 }), changes, (garbage, list) => {
    assert.is.not(check(garbage).error, 'NONE')
    const bytes = changed((view) => {
      for (const [at, byte] of list) view.setUint8(at % view.byteLength, byte)
    })
    assert.ok(check(bytes).error.length > 0)
  })
  fc.assert(holds, { numRuns: 1000 })
})

test.run()
