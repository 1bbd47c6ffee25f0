/** Control records against the markers that Kafka writes. */
import { buildMarkerBatch, controlTypeOf, decodeMarker } from '../../protocol/control-record.ts'
import { DecodeError } from '../../protocol/decode-error.ts'
import { decodeRecords } from '../../protocol/record.ts'
import { RecordBatch } from '../../protocol/record-batch.ts'
import { loadCodecs } from '../../runtime/platform/codecs.ts'
import { assert, suite } from '../harness.ts'
import { fromBase64, goldenBatches, toBase64 } from './golden.ts'

const test = suite('control record')

const { crc32c } = await loadCodecs()
const isDecodeError = (error: Error) => error instanceof DecodeError
const golden = goldenBatches()

for (const type of ['ABORT', 'COMMIT'] as const) {
  const { bytes } = golden.find(({ name }) => name === type)!

  test(`Kafka's ${type} marker is read`, () => {
    const batch = new RecordBatch(fromBase64(bytes))
    assert.equal([batch.isControl, batch.isTransactional, batch.recordCount], [true, true, 1])
    const [record] = decodeRecords(batch)
    assert.is(controlTypeOf(record!.key!), type)
    assert.equal(decodeMarker(record!), { type, coordinatorEpoch: 12 })
  })

  test(`a ${type} marker is built byte for byte as Kafka's`, () => {
    const built = buildMarkerBatch(
      {
        type,
        coordinatorEpoch: 12,
        producerId: 9,
        producerEpoch: 3,
        timestamp: 1_700_000_000_000,
        baseOffset: 77,
        partitionLeaderEpoch: 4,
      },
      crc32c,
    )
    assert.is(toBase64(built), bytes)
  })
}

test('the types have the codes of Kafka, and others are UNKNOWN', () => {
  const types = [0, 1, 2, 3, 4, 5, 6, 7, 255].map((code) =>
    controlTypeOf(Uint8Array.from([0, 0, 0, code])),
  )
  assert.equal(types, [
    'ABORT',
    'COMMIT',
    'LEADER_CHANGE',
    'SNAPSHOT_HEADER',
    'SNAPSHOT_FOOTER',
    'KRAFT_VERSION',
    'KRAFT_VOTERS',
    'UNKNOWN',
    'UNKNOWN',
  ])
})

const record = (key: number[], value: number[]) => ({
  offset: 0,
  timestamp: 0,
  headers: [],
  key: Uint8Array.from(key),
  value: Uint8Array.from(value),
})

test('a later version of a marker is read by its first fields', () => {
  const marker = record([0, 9, 0, 1, 5, 5], [0, 9, 0, 0, 0, 7, 1, 2, 3])
  assert.equal(decodeMarker(marker), { type: 'COMMIT', coordinatorEpoch: 7 })
})

test('another control record is no marker', () => {
  assert.is(decodeMarker(record([0, 0, 0, 2], [])), undefined)
})

test('a damaged marker is a DecodeError', () => {
  assert.throws(() => decodeMarker(record([0], [])), isDecodeError)
  assert.throws(() => decodeMarker(record([0xff, 0xff, 0, 1], [])), isDecodeError)
  assert.throws(() => decodeMarker(record([0, 0, 0, 1], [0, 0, 0])), isDecodeError)
  assert.throws(() => decodeMarker(record([0, 0, 0, 1], [0xff, 0xff, 0, 0, 0, 1])), isDecodeError)
})

test.run()
