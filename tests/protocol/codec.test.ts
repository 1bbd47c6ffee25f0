/** Compiled codecs: every schema in every version, and bytes that lie. */
import fc from 'fast-check'
import { apis } from '../../protocol/api-versions.ts'
import { codecOf } from '../../protocol/codec.ts'
import { DecodeError } from '../../protocol/decode-error.ts'
import { EncodeError } from '../../protocol/encode-error.ts'
import { fetchResponse } from '../../protocol/messages/01-fetch.ts'
import { Reader } from '../../protocol/reader.ts'
import {
  type AnyMessage,
  array,
  bytes,
  type Draft,
  int8,
  int32,
  request,
  string,
  struct,
} from '../../protocol/schema.ts'
import { concatBytes, Writer } from '../../protocol/writer.ts'
import { assert, suite } from '../harness.ts'
import { arbitraryBody } from './arbitrary-body.ts'

const test = suite('codec')

function encode<M extends AnyMessage>(message: M, version: number, body: Draft<M>): Uint8Array {
  const writer = new Writer()
  codecOf(message, version).encode(writer, body)
  return concatBytes(writer.finish())
}

const decode = <M extends AnyMessage>(message: M, version: number, from: number[] | Uint8Array) =>
  codecOf(message, version).decode(new Reader(Uint8Array.from(from)))

const refused = (reason: RegExp) => (error: Error) =>
  error instanceof DecodeError && reason.test(error.message)

for (const api of apis) {
  for (const message of [api.request, api.response]) {
    const [lowest, highest] = message.versions
    const versions = Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i)

    test(`${api.name} ${message.kind}: any body comes back whole in each version`, () => {
      for (const version of versions) {
        const holds = fc.property(arbitraryBody(message, version), (body) => {
          const reader = new Reader(encode(message, version, body))
          assert.equal(codecOf(message, version).decode(reader), body)
          assert.is(reader.remaining, 0)
        })
        fc.assert(holds, { numRuns: 25 })
      }
    })

    test(`${api.name} ${message.kind}: cut short at any byte it is a DecodeError`, () => {
      for (const version of versions) {
        const holds = fc.property(arbitraryBody(message, version), fc.nat(), (body, cut) => {
          const whole = encode(message, version, body)
          const part = whole.subarray(0, cut % Math.max(1, whole.length))
          if (whole.length > 0) assert.throws(() => decode(message, version, part), refused(/./))
        })
        fc.assert(holds, { numRuns: 15 })
      }
    })

    test(`${api.name} ${message.kind}: changed bytes decode, or are a DecodeError`, () => {
      const change = fc.tuple(fc.nat(), fc.nat(255))
      for (const version of versions) {
        const holds = fc.property(
          arbitraryBody(message, version),
          fc.array(change, { minLength: 1, maxLength: 8 }),
          (body, changes) => {
            const changed = encode(message, version, body)
            for (const [at, byte] of changes) changed[at % Math.max(1, changed.length)] = byte
            try {
              decode(message, version, changed)
            } catch (error) {
              if (!(error instanceof DecodeError)) throw error
            }
          },
        )
        fc.assert(holds, { numRuns: 15 })
      }
    })
  }
}

const isEncodeError = (error: Error) => error instanceof EncodeError

const range = { apiKey: 999, name: 'Sample', versions: [0, 2], flexible: 2 } as const

const list = request(range, { items: array({ a: int8, b: string }) })

test('an array that claims more items than the bytes could hold is refused at once', () => {
  // 1,000,000,000 items of at least three bytes each, and three bytes are left.
  const claims = [0x3b, 0x9a, 0xca, 0, 1, 0, 0]
  assert.throws(() => decode(list, 0, claims), refused(/claims 1000000000 items, 3 bytes are left/))
})

test('an array claim is measured by the least size of an item, not by one byte', () => {
  assert.throws(() => decode(list, 0, [0, 0, 0, 2, 1, 0, 0, 1, 0]), refused(/claims 2 items/))
  assert.equal(decode(list, 0, [0, 0, 0, 1, 1, 0, 0]), { items: [{ a: 1, b: '' }] })
})

test('a compact array that claims 2^32 - 2 items is refused at once', () => {
  assert.throws(
    () => decode(list, 2, [0xff, 0xff, 0xff, 0xff, 0x0f, 0]),
    refused(/claims 4294967294 items/),
  )
})

const sized = request(range, { text: string, raw: bytes })

test('a negative length other than -1, and -1 where null is not allowed, are refused', () => {
  assert.throws(() => decode(sized, 0, [0xff, 0xfe, 0, 0, 0, 0]), refused(/length -2/))
  assert.throws(() => decode(sized, 0, [0xff, 0xff, 0, 0, 0, 0]), refused(/null/))
  assert.throws(() => decode(sized, 0, [0, 0, 0x80, 0, 0, 0]), refused(/length -2147483648/))
})

test('a length beyond the remaining bytes is refused', () => {
  assert.throws(() => decode(sized, 0, [0, 5, 1, 2]), refused(/5 bytes wanted, 2 left/))
  assert.throws(() => decode(sized, 0, [0, 0, 0x7f, 0xff, 0xff, 0xff]), refused(/0 left/))
})

const nullable = request(range, {
  text: string.nullable(1).default(null),
  inner: struct({ a: int8 }).nullable(1),
})

test('null is written and read from the first version that allows it', () => {
  const nulls = { text: null, inner: null }
  assert.equal([...encode(nullable, 1, nulls)], [0xff, 0xff, 0xff])
  assert.equal(decode(nullable, 1, encode(nullable, 1, nulls)), nulls)
  assert.throws(() => encode(nullable, 0, { text: null, inner: { a: 1 } }), isEncodeError)
})

test('a struct that may be null begins with 1 when it is there', () => {
  const there = { text: 'x', inner: { a: 7 } }
  assert.equal([...encode(nullable, 1, there)], [0, 1, 0x78, 1, 7])
  assert.equal(decode(nullable, 1, [0, 1, 0x78, 1, 7]), there)
  assert.equal([...encode(nullable, 0, there)], [0, 1, 0x78, 7])
})

test('a version outside the range of the message is an EncodeError', () => {
  for (const version of [-1, 3, 1.5]) assert.throws(() => codecOf(list, version), isEncodeError)
})

test('a codec is compiled once', () => {
  assert.is(codecOf(list, 1), codecOf(list, 1))
  assert.is.not(codecOf(list, 1), codecOf(list, 2))
})

test('record bytes are views of the decoded frame: nothing is copied', () => {
  const records = new Uint8Array(50_000).fill(7)
  const partition = { partitionIndex: 0, errorCode: 0, highWatermark: 1, abortedTransactions: [] }
  const responses = [{ partitions: [{ ...partition, records }] }]
  const frame = encode(fetchResponse, 12, { responses })
  const decoded = codecOf(fetchResponse, 12).decode(new Reader(frame))
  const seen = decoded.responses[0]!.partitions[0]!.records!
  assert.equal(seen, records)
  assert.is(seen.buffer, frame.buffer)
})

const numbers = request(range, { items: array(int32) })

test('a million items are decoded from the bytes that hold them', () => {
  const items = Array.from({ length: 1_000_000 }, (_, i) => i)
  assert.is(decode(numbers, 2, encode(numbers, 2, { items })).items.length, 1_000_000)
})

test.run()
