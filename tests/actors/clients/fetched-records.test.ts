/** What is read from fetched bytes, good and damaged. */
import { recordsFrom } from '../../../actors/clients/fetched-records.ts'
import { buildBatch, type NewBatch } from '../../../protocol/build-batch.ts'
import { concatBytes } from '../../../protocol/writer.ts'
import { xerialFrame } from '../../../protocol/xerial.ts'
import type { Codecs, CompressionName } from '../../../runtime/ports/codecs.ts'
import { assert, suite } from '../../harness.ts'
import { codecs } from '../../support/simulated-kafka.ts'

const test = suite('fetched records')

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** A batch at `baseOffset` whose record values are texts. */
function batch(baseOffset: number, values: string[], more: Partial<NewBatch> = {}): Uint8Array {
  const records = values.map((text) => ({ timestamp: 1, key: null, value: encoder.encode(text) }))
  return buildBatch({ records, baseOffset, ...more }, codecs.crc32c)
}

/** Changes the header of a batch, with a CRC that fits. */
function changed(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  change(view)
  view.setUint32(17, codecs.crc32c(copy, 21))
  return copy
}

function read(bytes: Uint8Array | null, fromOffset: number, means: Codecs = codecs) {
  const { records, nextOffset, fault } = recordsFrom(bytes, fromOffset, means)
  const values = records.map(({ offset, value }) => `${offset}:${decoder.decode(value!)}`)
  return { values, nextOffset, error: fault?.error ?? null }
}

const none = { values: [], error: null }

test('records of several batches come in order, with where to go on', () => {
  const bytes = concatBytes([batch(5, ['a', 'b']), batch(7, ['c'])])
  assert.equal(read(bytes, 5), { values: ['5:a', '6:b', '7:c'], nextOffset: 8, error: null })
})

test('records before the offset that was asked for are left out', () => {
  assert.equal(read(batch(5, ['a', 'b', 'c']), 7), {
    values: ['7:c'],
    nextOffset: 8,
    error: null,
  })
})

test('nothing, and less than a batch, leave the offset where it is', () => {
  assert.equal(read(null, 3), { ...none, nextOffset: 3 })
  assert.equal(read(new Uint8Array(0), 3), { ...none, nextOffset: 3 })
  assert.equal(read(batch(3, ['a']).subarray(0, 60), 3), { ...none, nextOffset: 3 })
})

test('a batch that is cut off at the end is left for the next fetch', () => {
  const bytes = concatBytes([batch(0, ['a']), batch(1, ['b']).subarray(0, 65)])
  assert.equal(read(bytes, 0), { values: ['0:a'], nextOffset: 1, error: null })
})

test('a gap in the offsets, as compaction leaves it, is gone over', () => {
  const bytes = concatBytes([batch(0, ['a']), batch(9, ['b'])])
  assert.equal(read(bytes, 0), { values: ['0:a', '9:b'], nextOffset: 10, error: null })
})

test('a control batch gives no records, and is gone over', () => {
  const bytes = concatBytes([batch(0, ['commit'], { control: true }), batch(1, ['a'])])
  assert.equal(read(bytes, 0), { values: ['1:a'], nextOffset: 2, error: null })
})

test('batches that lie wholly before the offset never lead back', () => {
  assert.equal(read(batch(0, ['a', 'b']), 9), { ...none, nextOffset: 9 })
})

const compressors: [CompressionName, string, (bytes: Uint8Array) => Uint8Array][] = [
  ...[...codecs.compressors].map(
    ([name, { compress }]) => [name, `${name}`, compress] as (typeof compressors)[number],
  ),
  [
    'snappy',
    'snappy in xerial frames',
    (bytes) => xerialFrame(bytes, codecs.compressors.get('snappy')!.compress),
  ],
]

test('every codec of Kafka is loaded here', () => {
  assert.equal([...codecs.compressors.keys()].sort(), ['gzip', 'lz4', 'snappy', 'zstd'])
})

for (const [name, title, compress] of compressors) {
  test(`${title}: compressed records come out as they went in`, () => {
    const values = Array.from({ length: 500 }, (_, i) => `value ${i} ${'x'.repeat(i)}`)
    const bytes = batch(10, values, { compression: { name, compress } })
    const expected = values.map((value, i) => `${10 + i}:${value}`)
    assert.equal(read(bytes, 10), { values: expected, nextOffset: 510, error: null })
  })

  test(`${title}: damage that the CRC does not show is a corrupt message, not a crash`, () => {
    const damage = (bytes: Uint8Array) => compress(bytes).subarray(0, -3).fill(0xff, 9)
    const bytes = concatBytes([
      batch(0, ['good']),
      batch(1, ['x'.repeat(500)], { compression: { name, compress: damage } }),
    ])
    assert.equal(read(bytes, 0), { values: ['0:good'], nextOffset: 1, error: 'CORRUPT_MESSAGE' })
  })
}

test('compressed bytes that hold less than the header counts are a corrupt message', () => {
  const { compress } = codecs.compressors.get('gzip')!
  const bytes = changed(batch(0, ['a'], { compression: { name: 'gzip', compress } }), (view) => {
    view.setInt32(57, 2)
  })
  assert.equal(read(bytes, 0), { ...none, nextOffset: 0, error: 'CORRUPT_MESSAGE' })
})

test('what was good before a batch with a wrong CRC is given, then nothing more', () => {
  const bytes = concatBytes([batch(0, ['a']), batch(1, ['b']), batch(2, ['c'])])
  bytes[batch(0, ['a']).length + 64]! ^= 1
  assert.equal(read(bytes, 0), { values: ['0:a'], nextOffset: 1, error: 'CORRUPT_MESSAGE' })
})

test('bytes that are no batch of magic 2 are a corrupt message', () => {
  for (const magic of [0, 1, 3, 127]) {
    const bytes = batch(0, ['a'])
    bytes[16] = magic
    assert.equal(read(bytes, 0), { ...none, nextOffset: 0, error: 'CORRUPT_MESSAGE' }, `${magic}`)
  }
})

test('a batch that ends before it begins, or beyond the safe integers, is corrupt', () => {
  const backwards = changed(batch(5, ['a']), (view) => view.setInt32(23, -3))
  const beyond = changed(batch(5, ['a']), (view) => view.setInt32(0, 0x7fff_ffff))
  for (const bytes of [backwards, beyond]) {
    assert.equal(read(bytes, 5), { ...none, nextOffset: 5, error: 'CORRUPT_MESSAGE' })
  }
})

test('a codec that is not loaded, or not known, is named as the reason', () => {
  const compress = (bytes: Uint8Array) => bytes
  const bytes = batch(0, ['a'], { compression: { name: 'zstd', compress } })
  const without = { ...codecs, compressors: new Map() }
  const { fault } = recordsFrom(bytes, 0, without)
  assert.equal(fault, {
    error: 'UNSUPPORTED_COMPRESSION_TYPE',
    message: 'no codec for zstd is loaded',
  })
  const unknown = changed(bytes, (view) => view.setInt16(21, 7))
  assert.is(read(unknown, 0).error, 'UNSUPPORTED_COMPRESSION_TYPE')
})

test.run()
