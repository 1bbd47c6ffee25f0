/** Answers of a real Kafka broker (scripts/golden/record.sh) against our decoders and encoders. */
import { type ApiKey, apiOf, apis, type ResponseBody } from '../../protocol/api-versions.ts'
import { checkBatch } from '../../protocol/check-batch.ts'
import { nameOf } from '../../protocol/errors.ts'
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type Request,
} from '../../protocol/frames.ts'
import { decodeRecords } from '../../protocol/record.ts'
import { batchesIn } from '../../protocol/record-batch.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { loadCodecs } from '../../runtime/platform/codecs.ts'
import { assert, suite } from '../harness.ts'
import { fromBase64, readGolden, toBase64 } from './golden.ts'

const test = suite('recorded answers')

type Recording = {
  title: string
  apiKey: number
  version: number
  request: string
  response: string | null
}

const recordings = readGolden<Recording[]>('recorded/versions.json')
const odd = readGolden<Recording[]>('recorded/odd.json')
const { crc32c } = await loadCodecs()

const withoutSize = (chunks: Uint8Array[]): string => toBase64(concatBytes(chunks).subarray(4))

function responseOf<K extends ApiKey>(
  apiKey: K,
  { version, response }: Recording,
  unknownVersion = false,
): ResponseBody<K> {
  return decodeResponse(apiKey, unknownVersion ? 0 : version, fromBase64(response!)).body
}

const oddOne = (title: string): Recording => {
  const found = odd.find((one) => one.title === title)
  if (found === undefined) throw new Error(`nothing is recorded as "${title}"`)
  return found
}

for (const { key, name, versions } of apis) {
  const mine = recordings.filter(({ apiKey }) => apiKey === key)

  test(`${name}: an answer of each version is recorded`, () => {
    const recorded = new Set(mine.map(({ version }) => version))
    const [lowest, highest] = versions
    const wanted = Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i)
    assert.equal(
      [...recorded].sort((a, b) => a - b),
      wanted,
    )
  })

  test(`${name}: each recorded answer decodes wholly, and encodes to the same bytes`, () => {
    for (const { title, version, response } of mine) {
      const frame = fromBase64(response!)
      const { correlationId, body } = decodeResponse(key as ApiKey, version, frame)
      const encoded = encodeResponse(key as ApiKey, version, correlationId, body)
      assert.is(withoutSize(encoded), response, `v${version}, ${title}`)
    }
  })

  test(`${name}: each recorded request decodes wholly, and encodes to the same bytes`, () => {
    for (const { title, version, request } of mine) {
      const decoded = decodeRequest(fromBase64(request))
      assert.is(decoded.kind, 'request', `v${version}, ${title}`)
      const { body, leftoverBytes, kind, ...header } = decoded as Request
      assert.is(leftoverBytes, 0)
      assert.is(withoutSize(encodeRequest(header, body)), request, `v${version}, ${title}`)
    }
  })
}

test('no recorded answer of the ordinary requests is an error of the broker', () => {
  const text = recordings.map((one) => {
    const api = apiOf(one.apiKey)!
    return JSON.stringify(responseOf(api.key as ApiKey, one))
  })
  assert.is(
    text.some((body) => body.includes('"errorCode":-1')),
    false,
  )
})

test('the broker gives back the records that our encoder wrote', () => {
  const fetched = recordings.filter(({ apiKey, title }) => apiKey === 1 && title.includes('range'))
  for (const one of fetched) {
    const [topic] = responseOf(1, one).responses
    const { records } = topic!.partitions.find(({ partitionIndex }) => partitionIndex === 0)!
    const batches = [...batchesIn(records!)]
    assert.ok(batches.length > 0, `v${one.version}`)
    for (const batch of batches) {
      assert.ok(batch.hasValidCrc(crc32c))
      const [first, second] = decodeRecords(batch)
      assert.is(first!.offset, batch.baseOffset)
      assert.is(second!.offset, batch.baseOffset + 1)
      const version = first!.timestamp - 1_700_000_000_000
      assert.is(new TextDecoder().decode(first!.value!), `v${version}`)
      assert.is(new TextDecoder().decode(first!.headers[0]!.value!), String(version))
    }
  }
})

test('a broker advertises exactly our ranges for the APIs that we serve', () => {
  const recording = recordings.find(({ apiKey, version }) => apiKey === 18 && version === 5)!
  const { apiKeys } = responseOf(18, recording)
  for (const { key, name, versions, advertisedFrom } of apis) {
    const { minVersion, maxVersion } = apiKeys.find(({ apiKey }) => apiKey === key)!
    assert.equal([minVersion, maxVersion], [advertisedFrom, versions[1]], name)
  }
})

test('ApiVersions of an unknown version is unsupported, and answered with one entry as v0', () => {
  for (const title of ['ApiVersions of an unknown version', 'ApiVersions of a negative version']) {
    const one = oddOne(title)
    const decoded = decodeRequest(fromBase64(one.request))
    assert.is(decoded.kind, 'unsupported')
    const body = { errorCode: 35, apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 5 }] }
    assert.is(withoutSize(encodeResponse(18, 0, 7, body)), one.response)
  }
})

test('what makes the broker close the connection is unsupported or malformed for us', () => {
  const closed = odd.filter(({ response }) => response === null)
  const kinds = closed.map(({ title, request }) => [title, decodeRequest(fromBase64(request)).kind])
  assert.equal(kinds, [
    ['Metadata of an unknown version', 'unsupported'],
    ['Fetch of a removed version', 'unsupported'],
    ['Produce of a removed version', 'unsupported'],
    ['an unknown key', 'unsupported'],
    ['a removed key', 'unsupported'],
    ["a controller's key", 'unsupported'],
    ['a body cut short', 'malformed'],
    ['an array that claims a billion items', 'malformed'],
    ['an empty frame', 'malformed'],
  ])
})

test('bytes after the body of a request are told, and change nothing, as for the broker', () => {
  const one = oddOne('bytes after the body')
  const decoded = decodeRequest(fromBase64(one.request)) as Request
  assert.is(decoded.kind, 'request')
  assert.is(decoded.leftoverBytes, 5)
  assert.is(responseOf(3, one).topics.length > 0, true)
})

/** Where `checkBatch` is stricter than the broker, or does not open what it opens. */
const differences = new Map([
  ['codec 5', ['UNKNOWN_SERVER_ERROR', 'INVALID_RECORD']],
  ['LogAppendTime', ['NONE', 'INVALID_TIMESTAMP']],
  ['offset deltas 0, 0', ['NONE', 'INVALID_RECORD']],
  ['offset deltas 0, 5', ['NONE', 'INVALID_RECORD']],
  ['zstd that is none', ['UNKNOWN_SERVER_ERROR', 'NONE']],
])

const oddBatches = odd.filter(
  ({ title }) => title.startsWith('odd batch: ') && !title.includes('acks = 2'),
)

for (const one of oddBatches) {
  const title = one.title.replace('odd batch: ', '')
  const [theirs, ours] = differences.get(title) ?? []
  const says =
    ours === undefined ? 'as the broker says' : `${ours}, where the broker says ${theirs}`

  test(`an odd batch, ${title}: ${says}`, () => {
    const [topic] = responseOf(0, one).responses
    const answered = nameOf(topic!.partitionResponses[0]!.errorCode)
    const request = decodeRequest(fromBase64(one.request)) as Request<0>
    const { records } = request.body.topicData[0]!.partitionData[0]!
    const { error } = checkBatch(records, {
      crc32c,
      apiVersion: one.version,
      keyed: title.includes('compacted'),
    })
    assert.is(answered, theirs ?? answered)
    assert.is(error, ours ?? answered)
  })
}

test.run()
