/** Tests of the frame reader. */
import { FrameReader, frameTooLarge } from '../../runtime/framing.ts'
import { RandomStream } from '../../runtime/random.ts'
import { assert, suite } from '../harness.ts'

const test = suite('framing')

function framed(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + payload.length)
  new DataView(bytes.buffer).setInt32(0, payload.length)
  bytes.set(payload, 4)
  return bytes
}

function claim(size: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setInt32(0, size)
  return bytes
}

test('frames come out whole wherever the stream was cut', () => {
  const random = new RandomStream(1, 'framing')
  for (let round = 0; round < 200; round++) {
    const payloads = Array.from({ length: 5 }, () =>
      new Uint8Array(random.below(40)).map(() => random.below(256)),
    )
    const stream = new Uint8Array(payloads.flatMap((payload) => [...framed(payload)]))
    const reader = new FrameReader(100)
    const frames: Uint8Array[] = []
    for (let at = 0; at < stream.length; ) {
      const end = at + 1 + random.below(12)
      reader.push(stream.subarray(at, end))
      at = end
      for (let next = reader.next(); next !== null; next = reader.next()) {
        frames.push(next as Uint8Array)
      }
    }
    assert.equal(
      frames.map((frame) => [...frame]),
      payloads.map((payload) => [...payload]),
    )
    assert.is(reader.bufferedBytes, 0)
  }
})

test('a frame that is too long is refused when its length is known, before its bytes come', () => {
  const reader = new FrameReader(100)
  reader.push(claim(101))
  assert.is(reader.next(), frameTooLarge)
})

test('a frame of the greatest allowed length passes', () => {
  const reader = new FrameReader(100)
  reader.push(framed(new Uint8Array(100)))
  assert.is((reader.next() as Uint8Array).length, 100)
})

test('a negative length is refused', () => {
  const reader = new FrameReader(100)
  reader.push(claim(-1))
  assert.is(reader.next(), frameTooLarge)
})

test('a claimed length takes no memory: only what has arrived is held', () => {
  const reader = new FrameReader(1_000_000_000)
  reader.push(claim(999_999_999))
  assert.is(reader.next(), null)
  assert.is(reader.bufferedBytes, 4)
})

test('a frame that comes byte by byte is held in few pieces, and comes out whole', () => {
  const payload = Uint8Array.from({ length: 20_000 }, (_, i) => i % 251)
  const reader = new FrameReader(100_000)
  const stream = new Uint8Array(4 + payload.length)
  new DataView(stream.buffer).setInt32(0, payload.length)
  stream.set(payload, 4)
  for (let i = 0; i < stream.length; i++) {
    assert.is(reader.next(), null)
    reader.push(stream.subarray(i, i + 1))
  }
  assert.ok(reader.pieces <= 6, `${reader.pieces} pieces`)
  assert.equal(reader.next(), payload)
  assert.is(reader.bufferedBytes, 0)
})

test('small and large chunks in any mix give the frames that were sent', () => {
  const random = new RandomStream(5, 'mix')
  const sent = Array.from({ length: 200 }, (_, i) => new Uint8Array(random.below(3_000)).fill(i))
  const bytes = sent.flatMap((frame) => {
    const head = new Uint8Array(4)
    new DataView(head.buffer).setInt32(0, frame.length)
    return [...head, ...frame]
  })
  const stream = Uint8Array.from(bytes)
  const reader = new FrameReader(10_000)
  const read: unknown[] = []
  for (let at = 0; at < stream.length; ) {
    const size = 1 + random.below(random.chance(0.5) ? 20 : 2_000)
    reader.push(stream.subarray(at, at + size))
    at += size
    for (let frame = reader.next(); frame !== null; frame = reader.next()) read.push(frame)
  }
  assert.equal(read, sent)
})

test.run()
