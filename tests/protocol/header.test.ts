/** Request and response headers; their bytes in every version are in golden.test.ts. */
import { apiOf } from '../../protocol/api-versions.ts'
import { DecodeError } from '../../protocol/decode-error.ts'
import {
  endRequestHeader,
  readRequestHeader,
  readResponseHeader,
  writeRequestHeader,
  writeResponseHeader,
} from '../../protocol/header.ts'
import { Reader } from '../../protocol/reader.ts'
import { concatBytes, Writer } from '../../protocol/writer.ts'
import { assert, suite } from '../harness.ts'

const test = suite('header')

const metadata = apiOf(3)!
const apiVersions = apiOf(18)!

const reader = (...bytes: number[]) => new Reader(Uint8Array.from(bytes))

function written(write: (writer: Writer) => void): number[] {
  const writer = new Writer()
  write(writer)
  return [...concatBytes(writer.finish())]
}

test('a flexible request header has tagged fields, but a client id of 16-bit length', () => {
  const header = { correlationId: 5, clientId: 'a' }
  const plain = [0, 3, 0, 8, 0, 0, 0, 5, 0, 1, 0x61]
  const bytes = (apiVersion: number) =>
    written((writer) => writeRequestHeader(writer, metadata.request, { ...header, apiVersion }))
  assert.equal(bytes(8), plain)
  assert.equal(bytes(9), [0, 3, 0, 9, ...plain.slice(4), 0])
})

test('unknown tagged fields of a request header are skipped', () => {
  const from = reader(2, 0, 1, 0xff, 9, 2, 1, 2, 77)
  endRequestHeader(from, metadata.request, 9)
  assert.is(from.int8(), 77)
})

test('a header that is not flexible has no tagged fields to skip', () => {
  const from = reader(77)
  endRequestHeader(from, metadata.request, 8)
  assert.is(from.int8(), 77)
})

test('a client id of a negative length other than -1 is refused', () => {
  const isDecodeError = (error: Error) => error instanceof DecodeError
  assert.throws(() => readRequestHeader(reader(0, 3, 0, 8, 0, 0, 0, 5, 0xff, 0xfe)), isDecodeError)
})

test('a flexible response header has tagged fields, except that of ApiVersions', () => {
  const bytes = (api: typeof metadata, version: number) =>
    written((writer) => writeResponseHeader(writer, api.response, version, 7))
  assert.equal(bytes(metadata, 8), [0, 0, 0, 7])
  assert.equal(bytes(metadata, 9), [0, 0, 0, 7, 0])
  assert.equal(bytes(apiVersions, 5), [0, 0, 0, 7])
})

test('a response header is read as it is written', () => {
  const flexible = reader(0, 0, 0, 7, 1, 5, 1, 9, 77)
  assert.is(readResponseHeader(flexible, metadata.response, 9), 7)
  assert.is(flexible.int8(), 77)
  const plain = reader(0, 0, 0, 7, 77)
  assert.is(readResponseHeader(plain, apiVersions.response, 5), 7)
  assert.is(plain.int8(), 77)
})

test.run()
