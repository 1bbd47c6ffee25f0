/**
 * Whole requests and responses: a 4-byte size, a header, a body. Encoders give chunks that begin
 * with the size; decoders take what follows the size.
 */
import {
  type AnyApi,
  type ApiKey,
  apiOf,
  isServed,
  type RequestBody,
  type RequestDraft,
  type ResponseBody,
  type ResponseDraft,
} from './api-versions.ts'
import { codecOf } from './codec.ts'
import { DecodeError } from './decode-error.ts'
import { EncodeError } from './encode-error.ts'
import {
  endRequestHeader,
  type RequestHeader,
  readRequestHeader,
  readResponseHeader,
  writeRequestHeader,
  writeResponseHeader,
} from './header.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

/** A request of a known API and version; `apiKey` tells the type of `body`. */
export type Request<K extends ApiKey = ApiKey> = {
  [One in K]: {
    readonly kind: 'request'
    readonly apiKey: One
    readonly apiVersion: number
    readonly correlationId: number
    readonly clientId: string | null
    readonly body: RequestBody<One>
    /** Bytes behind the body; Kafka takes no notice of them. */
    readonly leftoverBytes: number
  }
}[K]

/**
 * The API or its version is unknown: Kafka answers ApiVersions, and closes the connection for all
 * else.
 */
export type Unsupported = { readonly kind: 'unsupported' } & RequestHeader

/** The bytes are no request: Kafka closes the connection. */
export interface Malformed {
  readonly kind: 'malformed'
  readonly reason: string
}

/**
 * Items in all arrays of one request: an item takes as little as one byte of a frame, but many more
 * of memory. Far above what the largest client sends; Kafka has no such bound.
 */
const requestItemsMax = 200_000

/**
 * Decodes a request frame without its size. `records` and bytes in the body are views of the frame.
 */
export function decodeRequest(frame: Uint8Array): Request | Unsupported | Malformed {
  try {
    const reader = new Reader(frame)
    reader.itemsLeft = requestItemsMax
    const header = readRequestHeader(reader)
    const api = apiOf(header.apiKey)
    if (api === undefined || !isServed(api, header.apiVersion))
      return { kind: 'unsupported', ...header }
    endRequestHeader(reader, api.request, header.apiVersion)
    const body = codecOf(api.request, header.apiVersion).decode(reader)
    return { kind: 'request', ...header, body, leftoverBytes: reader.remaining } as Request
  } catch (error) {
    if (error instanceof DecodeError) return { kind: 'malformed', reason: error.message }
    throw error
  }
}

/** Encodes a response with its size. Large records are chunks of their own, not copies. */
export function encodeResponse<K extends ApiKey>(
  apiKey: K,
  apiVersion: number,
  correlationId: number,
  body: ResponseDraft<K>,
): Uint8Array[] {
  const { response } = known(apiKey)
  return frame((writer) => {
    writeResponseHeader(writer, response, apiVersion, correlationId)
    codecOf(response, apiVersion).encode(writer, body)
  })
}

/** Encodes a request with its size. */
export function encodeRequest<K extends ApiKey>(
  header: RequestHeader & { readonly apiKey: K },
  body: RequestDraft<K>,
): Uint8Array[] {
  const { request } = known(header.apiKey)
  return frame((writer) => {
    writeRequestHeader(writer, request, header)
    codecOf(request, header.apiVersion).encode(writer, body)
  })
}

export interface Response<K extends ApiKey> {
  readonly correlationId: number
  readonly body: ResponseBody<K>
}

/** Decodes a response frame without its size; throws a DecodeError when it is none. */
export function decodeResponse<K extends ApiKey>(
  apiKey: K,
  apiVersion: number,
  frame: Uint8Array,
): Response<K> {
  const { response } = known(apiKey)
  const reader = new Reader(frame)
  const correlationId = readResponseHeader(reader, response, apiVersion)
  const body = codecOf(response, apiVersion).decode(reader) as ResponseBody<K>
  if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes too many`)
  return { correlationId, body }
}

/** The correlationId of a response frame, before it is known to which request it belongs. */
export const correlationIdOf = (frame: Uint8Array): number => new Reader(frame).int32()

function known(apiKey: number): AnyApi {
  const api = apiOf(apiKey)
  if (api === undefined) throw new EncodeError(`no API has key ${apiKey}`)
  return api
}

function frame(write: (writer: Writer) => void): Uint8Array[] {
  const writer = new Writer()
  writer.int32(0)
  write(writer)
  const size = writer.size - 4
  const chunks = writer.finish()
  const first = chunks[0]!
  new DataView(first.buffer, first.byteOffset).setInt32(0, size)
  return chunks
}
