/** Requests that break a rule: what a broker says to them, or whether it closes the connection. */
import { buildBatch, type NewBatch } from '../../protocol/build-batch.ts'
import { concatBytes, Writer } from '../../protocol/writer.ts'
import type { Crc32c } from '../../runtime/ports/codecs.ts'
import { requestFrame } from './connection.ts'
import type { Recorder } from './recordings.ts'

export async function recordOdd(
  recorder: Recorder,
  [topicId, compactedId]: readonly [string, string],
  crc32c: Crc32c,
): Promise<void> {
  await recordOddVersions(recorder)
  await recordOddFrames(recorder)
  for (const [title, bytes, version] of oddPayloads(crc32c)) {
    await produce(recorder, `odd batch: ${title}`, topicId, bytes, version ?? 13)
  }
  const noKey = batchOf(crc32c, {})
  await produce(recorder, 'odd batch: no key for a compacted topic', compactedId, noKey, 13)
  await produce(recorder, 'odd batch: none, with acks = 2', topicId, noKey, 13, 2)
}

async function recordOddVersions(recorder: Recorder): Promise<void> {
  const client = { clientSoftwareName: 'recorder', clientSoftwareVersion: '1.0' }
  const asked = requestFrame(18, 5, client)
  const unknown = asked.slice()
  new DataView(unknown.buffer).setInt16(2, 9)
  await recorder.send('ApiVersions of an unknown version', 18, 9, unknown)
  await recorder.ask(18, 3, 'no client name', { clientSoftwareName: '' })
  await recorder.ask(18, 5, 'another cluster id', { ...client, clusterId: 'another', nodeId: 1 })
  await recorder.ask(18, 5, 'a node id without a cluster id', { ...client, nodeId: 5 })
  const clusterId = 'MkU3OEVBNTcwNTJENDM2Qk'
  await recorder.ask(18, 5, 'a cluster id without a node id', { ...client, clusterId })
  await recorder.ask(18, 5, 'the right cluster and node id', { ...client, clusterId, nodeId: 1 })
  await recorder.ask(18, 5, 'another node id', { ...client, clusterId, nodeId: 5 })
  for (const [key, version, title] of [
    [3, 99, 'Metadata of an unknown version'],
    [1, 3, 'Fetch of a removed version'],
    [0, 2, 'Produce of a removed version'],
    [200, 0, 'an unknown key'],
    [4, 0, 'a removed key'],
    [52, 0, "a controller's key"],
    [18, -1, 'ApiVersions of a negative version'],
  ] as const) {
    const header = new Writer()
    header.int16(key)
    header.int16(version)
    header.int32(7)
    header.string('recorder', false)
    header.int32(0)
    await recorder.send(title, key, version, concatBytes(header.finish()))
  }
}

async function recordOddFrames(recorder: Recorder): Promise<void> {
  const metadata = requestFrame(3, 8, { topics: null })
  await recorder.send('bytes after the body', 3, 8, concatBytes([metadata, new Uint8Array(5)]))
  await recorder.send('a body cut short', 3, 8, metadata.subarray(0, metadata.length - 1))
  const claims = metadata.slice()
  new DataView(claims.buffer).setInt32(18, 1_000_000_000)
  await recorder.send('an array that claims a billion items', 3, 8, claims)
  await recorder.send('an empty frame', 0, 0, new Uint8Array(0))
}

const record = {
  timestamp: 1_700_000_000_000,
  key: null,
  value: new TextEncoder().encode('value'),
}

const batchOf = (crc32c: Crc32c, batch: Partial<NewBatch>): Uint8Array =>
  buildBatch({ records: [record, record], ...batch }, crc32c)

type OddPayload = [title: string, bytes: Uint8Array | null, version?: number]

function oddPayloads(crc32c: Crc32c): OddPayload[] {
  const good = batchOf(crc32c, {})
  /** Changes bytes of a good batch, and makes the CRC fit again. */
  const changed = (change: (view: DataView) => void, from = good): Uint8Array => {
    const bytes = from.slice()
    const view = new DataView(bytes.buffer)
    change(view)
    view.setUint32(17, crc32c(bytes, 21))
    return bytes
  }
  const badCrc = good.slice()
  badCrc[20]! ^= 1
  const lastDelta = (view: DataView, from: number, to: number) => {
    view.setInt32(23, from)
    view.setInt32(57, to)
  }
  // 61 header, then per record: length, attributes, timestamp delta, offset delta, ...
  const secondRecord = 61 + (good.length - 61) / 2
  return [
    // Null is not among them: the broker fails on it inside, and never answers.
    ['no bytes', new Uint8Array(0)],
    ['a wrong CRC', badCrc],
    ['magic 1', changed((view) => view.setInt8(16, 1))],
    ['magic 3', changed((view) => view.setInt8(16, 3))],
    ['two batches', concatBytes([good, good])],
    ['a batch and a part of one', concatBytes([good, good.subarray(0, 40)])],
    ['a batch and five bytes', concatBytes([good, new Uint8Array(5)])],
    ['a batch and zeros', concatBytes([good, new Uint8Array(70)])],
    ['a batch cut short', good.subarray(0, good.length - 3)],
    ['a length of 5', changed((view) => view.setInt32(8, 5))],
    ['a negative length', changed((view) => view.setInt32(8, -1))],
    ['a length of 40', changed((view) => view.setInt32(8, 40))],
    ['codec 5', changed((view) => view.setInt16(21, 5))],
    ['base offset 5', changed((view) => view.setInt32(4, 5))],
    ['control bit', batchOf(crc32c, { control: true })],
    ['LogAppendTime', changed((view) => view.setInt16(21, 8))],
    ['delete horizon bit', changed((view) => view.setInt16(21, 0x40))],
    ['unused attribute bits', changed((view) => view.setInt16(21, 0x4000))],
    ['a count of 0', changed((view) => lastDelta(view, -1, 0))],
    ['a count of 3 for 2 records', changed((view) => lastDelta(view, 2, 3))],
    ['a count of 1 for 2 records', changed((view) => lastDelta(view, 0, 1))],
    ['a count that is not lastOffsetDelta + 1', changed((view) => lastDelta(view, 5, 2))],
    ['a negative count', changed((view) => lastDelta(view, -6, -5))],
    ['a producer id without a sequence', batchOf(crc32c, { producerId: 1, producerEpoch: 0 })],
    ['offset deltas 0, 0', changed((view) => view.setInt8(secondRecord + 3, 0))],
    ['offset deltas 0, 5', changed((view) => view.setInt8(secondRecord + 3, 10))],
    ['a record too long', changed((view) => view.setInt8(secondRecord, 40))],
    ['a record too short', changed((view) => view.setInt8(secondRecord, 10))],
    ['a timestamp in the far future', changed((view) => view.setInt32(27, 0x00ff_ffff))],
    ['another maximum timestamp in the header', changed((view) => view.setInt32(35, 0x1000))],
    ['a timestamp of -5', batchOf(crc32c, { records: [{ ...record, timestamp: -5 }] })],
    ['zstd by version 6', changed((view) => view.setInt16(21, 4)), 6],
    ['zstd that is none', changed((view) => view.setInt16(21, 4))],
  ]
}

async function produce(
  recorder: Recorder,
  title: string,
  topicId: string,
  records: Uint8Array | null,
  version: number,
  acks = 1,
): Promise<void> {
  await recorder.send(
    title,
    0,
    version,
    requestFrame(0, version, {
      acks,
      timeoutMs: 1000,
      topicData: [{ name: 'recorded', topicId, partitionData: [{ index: 1, records }] }],
    }),
  )
}
