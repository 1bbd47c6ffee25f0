/** The messages against bytes that Kafka's own classes wrote (scripts/golden/generate.sh). */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { type AnyApi, apis } from '../../protocol/api-versions.ts'
import { codecOf } from '../../protocol/codec.ts'
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
import {
  type Case,
  fileName,
  fromBase64,
  goldenBatches,
  goldenMessages,
  type Headers,
  type Json,
  type JsonObject,
  toBase64,
} from './golden.ts'

const test = suite('golden messages')

const variants = ['defaults', 'filled', 'nulls', 'extremes']
const correlationId = 1_000_000_007

const isCase = (row: Headers | Case): row is Case => row.kind !== 'headers'
const casesOf = (api: AnyApi): Case[] => goldenMessages(api.key, api.name).filter(isCase)
const headersOf = (api: AnyApi): Headers[] =>
  goldenMessages(api.key, api.name).filter((row): row is Headers => row.kind === 'headers')
const messageOf = (api: AnyApi, kind: 'request' | 'response') => api[kind]

const label = (api: AnyApi, { kind, version, variant }: Case): string =>
  `${api.name} ${kind} v${version} ${variant}`

/** Kafka's JSON gives the size of records; these are the payloads of those sizes. */
const payloads = new Map(
  goldenBatches()
    .filter(({ name }) => name === 'payload')
    .map(({ bytes }) => fromBase64(bytes))
    .map((payload) => [payload.length, payload] as const),
)

/** The body that Kafka's JSON stands for: records in place of their size. */
function draftOf(value: Json): unknown {
  if (Array.isArray(value)) return value.map(draftOf)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, one]) =>
    key === 'recordsSizeInBytes' ? ['records', payloads.get(one as number)] : [key, draftOf(one)],
  )
  return Object.fromEntries(entries)
}

/** What Kafka's JSON names of a decoded body; it leaves out defaults of tagged fields. */
function namedBy(value: Json, body: unknown): unknown {
  if (Array.isArray(value)) {
    return (body as unknown[]).map((one, i) => namedBy(value[i] ?? null, one))
  }
  if (value === null || typeof value !== 'object') return body
  const struct = body as { [key: string]: unknown }
  const entries = Object.keys(value).map((key) =>
    key === 'recordsSizeInBytes'
      ? [key, (struct['records'] as Uint8Array).length]
      : [key, namedBy((value as JsonObject)[key] ?? null, struct[key])],
  )
  return Object.fromEntries(entries)
}

for (const api of apis) {
  const cases = casesOf(api)

  test(`${api.name}: each version decodes to the values that Kafka wrote`, () => {
    for (const one of cases) {
      const reader = new Reader(fromBase64(one.bytes))
      const body = codecOf(messageOf(api, one.kind), one.version).decode(reader)
      assert.equal(namedBy(one.value, body), one.value, label(api, one))
      assert.is(reader.remaining, 0, label(api, one))
    }
  })

  test(`${api.name}: each version encodes Kafka's values to exactly Kafka's bytes`, () => {
    for (const one of cases.filter(({ variant }) => variant !== 'unknown_tags')) {
      const writer = new Writer()
      codecOf(messageOf(api, one.kind), one.version).encode(writer, draftOf(one.value))
      assert.is(toBase64(concatBytes(writer.finish())), one.bytes, label(api, one))
    }
  })

  test(`${api.name}: what is decoded encodes to the same bytes again`, () => {
    for (const one of cases.filter(({ variant }) => variant !== 'unknown_tags')) {
      const codec = codecOf(messageOf(api, one.kind), one.version)
      const writer = new Writer()
      codec.encode(writer, codec.decode(new Reader(fromBase64(one.bytes))))
      assert.is(toBase64(concatBytes(writer.finish())), one.bytes, label(api, one))
    }
  })

  test(`${api.name}: request headers are Kafka's bytes in each version`, () => {
    for (const { version, request, anonymous } of headersOf(api)) {
      for (const [bytes, clientId] of [[request, 'golden'] as const, [anonymous, null] as const]) {
        const header = { apiVersion: version, correlationId, clientId }
        const writer = new Writer()
        writeRequestHeader(writer, api.request, header)
        assert.is(toBase64(concatBytes(writer.finish())), bytes, `v${version}`)

        const reader = new Reader(fromBase64(bytes))
        assert.equal(readRequestHeader(reader), { apiKey: api.key, ...header })
        endRequestHeader(reader, api.request, version)
        assert.is(reader.remaining, 0)
      }
    }
  })

  test(`${api.name}: response headers are Kafka's bytes in each version`, () => {
    for (const { version, response } of headersOf(api)) {
      const writer = new Writer()
      writeResponseHeader(writer, api.response, version, correlationId)
      assert.is(toBase64(concatBytes(writer.finish())), response, `v${version}`)

      const reader = new Reader(fromBase64(response))
      assert.is(readResponseHeader(reader, api.response, version), correlationId)
      assert.is(reader.remaining, 0)
    }
  })

  test(`${api.name}: the golden bytes cover exactly the versions that are served`, () => {
    const [lowest, highest] = api.versions
    for (const kind of ['request', 'response'] as const) {
      for (let version = lowest; version <= highest; version++) {
        const wanted = version >= api.flexible ? [...variants, 'unknown_tags'] : variants
        const found = cases.filter((one) => one.kind === kind && one.version === version)
        assert.equal(
          found.map(({ variant }) => variant),
          wanted,
          `${kind} v${version}`,
        )
      }
    }
    const versions = headersOf(api).map(({ version }) => version)
    assert.equal(
      versions,
      Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i),
    )
    assert.is(
      cases.every(({ version }) => versions.includes(version)),
      true,
    )
  })
}

test('every API has a golden file, and every golden file an API', () => {
  const files = readdirSync(join(process.cwd(), 'tests/golden/messages'))
  assert.equal(files.sort(), apis.map(({ key, name }) => fileName(key, name)).sort())
})

test('every message file is in the list of APIs', () => {
  const files = readdirSync(join(process.cwd(), 'protocol/messages'))
  const listed = apis.map(({ key, name }) => fileName(key, name).replace('.json', '.ts'))
  assert.equal(files.sort(), listed.sort())
})

test.run()
