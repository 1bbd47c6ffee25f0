/**
 * Request and response headers.
 * Source: Apache Kafka {Request,Response}Header.json. Request header v1 is int16 key, int16
 * version, int32 correlationId, nullable clientId; v2 adds tagged fields, but clientId keeps its
 * 16-bit length. Response header v0 is correlationId; v1 adds tagged fields.
 */
import type { Reader } from './reader.ts'
import type { AnyMessage } from './schema.ts'
import type { Writer } from './writer.ts'

export interface RequestHeader {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  readonly clientId: string | null
}

const apiVersionsKey = 18

/**
 * Reads what is the same in header v1 and v2: all that an unknown API or version allows to be read.
 */
export function readRequestHeader(reader: Reader): RequestHeader {
  const apiKey = reader.int16()
  const apiVersion = reader.int16()
  const correlationId = reader.int32()
  const length = reader.int16()
  if (length < -1) reader.fail(`length ${length}`)
  return { apiKey, apiVersion, correlationId, clientId: length === -1 ? null : reader.text(length) }
}

/**
 * Ends the request header of a known version: a flexible one (v2) has tagged fields, none of them
 * known.
 */
export function endRequestHeader(reader: Reader, request: AnyMessage, apiVersion: number): void {
  if (apiVersion >= request.flexible) skipTags(reader)
}

export function writeRequestHeader(
  writer: Writer,
  request: AnyMessage,
  header: Omit<RequestHeader, 'apiKey'>,
): void {
  writer.int16(request.apiKey)
  writer.int16(header.apiVersion)
  writer.int32(header.correlationId)
  if (header.clientId === null) writer.int16(-1)
  else writer.string(header.clientId, false)
  if (header.apiVersion >= request.flexible) writer.unsignedVarint(0)
}

/**
 * ApiVersions answers always with header v0: the client cannot know yet what the broker speaks
 * (KIP-511).
 */
const hasTags = (response: AnyMessage, apiVersion: number): boolean =>
  apiVersion >= response.flexible && response.apiKey !== apiVersionsKey

/** Reads a response header and returns its correlationId. */
export function readResponseHeader(
  reader: Reader,
  response: AnyMessage,
  apiVersion: number,
): number {
  const correlationId = reader.int32()
  if (hasTags(response, apiVersion)) skipTags(reader)
  return correlationId
}

export function writeResponseHeader(
  writer: Writer,
  response: AnyMessage,
  apiVersion: number,
  correlationId: number,
): void {
  writer.int32(correlationId)
  if (hasTags(response, apiVersion)) writer.unsignedVarint(0)
}

function skipTags(reader: Reader): void {
  for (let count = reader.unsignedVarint(); count > 0; count--) {
    reader.unsignedVarint()
    reader.skip(reader.unsignedVarint())
  }
}
