/** Whole requests and responses: sizes, headers, bodies, and what is none. */
import fc from 'fast-check'
import { apis } from '../../protocol/api-versions.ts'
import { DecodeError } from '../../protocol/decode-error.ts'
import { EncodeError } from '../../protocol/encode-error.ts'
import {
  correlationIdOf,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type Request,
} from '../../protocol/frames.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { assert, suite } from '../harness.ts'

const test = suite('frames')

const header = { apiKey: 3, apiVersion: 12, correlationId: 42, clientId: 'me' } as const
const metadata = concatBytes(encodeRequest(header, { topics: [{ name: 'orders' }] }))

test('a frame begins with the size of what follows', () => {
  assert.is(new DataView(metadata.buffer).getInt32(0), metadata.length - 4)
})

test('a decoded request has its header, its body and nothing left over', () => {
  const request = decodeRequest(metadata.subarray(4))
  assert.equal(request, {
    kind: 'request',
    ...header,
    body: {
      topics: [{ topicId: 'AAAAAAAAAAAAAAAAAAAAAA', name: 'orders' }],
      allowAutoTopicCreation: true,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    },
    leftoverBytes: 0,
  })
})

test('the key of a decoded request tells the type of its body', () => {
  const request = decodeRequest(metadata.subarray(4))
  assert.ok(request.kind === 'request' && request.apiKey === 3)
  assert.is(request.body.topics?.[0]?.name, 'orders')
})

test('a client id may be null', () => {
  const frame = concatBytes(encodeRequest({ ...header, clientId: null }, { topics: null }))
  assert.is((decodeRequest(frame.subarray(4)) as Request).clientId, null)
})

test('an unknown key or version is unsupported, and keeps what its header says', () => {
  for (const [apiKey, apiVersion] of [[200, 0] as const, [3, 99] as const, [0, 2] as const]) {
    const frame = metadata.slice(4)
    const view = new DataView(frame.buffer)
    view.setInt16(0, apiKey)
    view.setInt16(2, apiVersion)
    assert.equal(decodeRequest(frame), {
      kind: 'unsupported',
      apiKey,
      apiVersion,
      correlationId: 42,
      clientId: 'me',
    })
  }
})

test('every strict prefix of a request is malformed', () => {
  const frame = metadata.subarray(4)
  for (let size = 0; size < frame.length; size++) {
    assert.is(decodeRequest(frame.subarray(0, size)).kind, 'malformed', `${size} bytes`)
  }
})

test('bytes behind the body are counted', () => {
  const longer = concatBytes([metadata.subarray(4), new Uint8Array(7)])
  assert.is((decodeRequest(longer) as Request).leftoverBytes, 7)
})

test('any bytes at all are a request, unsupported or malformed; nothing is thrown', () => {
  const anyFrame = fc.uint8Array({ maxLength: 200 })
  fc.assert(fc.property(anyFrame, (frame) => decodeRequest(frame).kind.length > 0))
})

test('any body behind a good header is a request or malformed; nothing is thrown', () => {
  const api = fc.constantFrom(...apis)
  const holds = fc.property(api, fc.nat(), fc.uint8Array({ maxLength: 300 }), (one, pick, body) => {
    const [lowest, highest] = one.versions
    const version = lowest + (pick % (highest - lowest + 1))
    const head = [0, one.key, 0, version, 0, 0, 0, 1, 0xff, 0xff]
    const frame = Uint8Array.from([...head, ...(version >= one.flexible ? [0] : []), ...body])
    assert.ok(['request', 'malformed'].includes(decodeRequest(frame).kind))
  })
  fc.assert(holds, { numRuns: 1000 })
})

test('a response comes back with its correlation id', () => {
  const body = { errorCode: 0, producerId: 1000, producerEpoch: 0 }
  for (let version = 0; version <= 5; version++) {
    const frame = concatBytes(encodeResponse(22, version, 77, body)).subarray(4)
    assert.is(correlationIdOf(frame), 77)
    assert.equal(decodeResponse(22, version, frame), {
      correlationId: 77,
      body: { throttleTimeMs: 0, ...body },
    })
  }
})

test('large records leave in chunks of their own, behind a size that counts them', () => {
  const records = new Uint8Array(100_000)
  const partition = { partitionIndex: 0, errorCode: 0, highWatermark: 0, abortedTransactions: [] }
  const partitions = [{ ...partition, records }]
  const chunks = encodeResponse(1, 13, 1, { responses: [{ partitions }, { partitions }] })
  assert.is(chunks.filter((chunk) => chunk === records).length, 2)
  const whole = concatBytes(chunks)
  assert.is(new DataView(whole.buffer).getInt32(0), whole.length - 4)
})

test('a response with bytes behind its body is a DecodeError', () => {
  const frame = concatBytes(encodeResponse(20, 4, 1, { responses: [] })).subarray(4)
  assert.throws(
    () => decodeResponse(20, 4, concatBytes([frame, new Uint8Array(1)])),
    (error: Error) => error instanceof DecodeError && /1 bytes too many/.test(error.message),
  )
})

test('a version that an API does not have cannot be encoded', () => {
  const isEncodeError = (error: Error) => error instanceof EncodeError
  assert.throws(() => encodeResponse(22, 6, 1, { errorCode: 0, producerEpoch: 0 }), isEncodeError)
  assert.throws(() => encodeRequest({ ...header, apiVersion: 14 }, { topics: [] }), isEncodeError)
})

test.run()
