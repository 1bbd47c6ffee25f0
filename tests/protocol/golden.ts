/** Reads the golden files, and turns their base64 into bytes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

export function readGolden<T>(path: string): T {
  return JSON.parse(readFileSync(join(process.cwd(), 'tests/golden', path), 'utf8'))
}

export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'))

export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

export type Headers = {
  kind: 'headers'
  version: number
  request: string
  anonymous: string
  response: string
}
export type Case = {
  kind: 'request' | 'response'
  version: number
  variant: 'defaults' | 'filled' | 'nulls' | 'extremes' | 'unknown_tags'
  bytes: string
  value: JsonObject
}

/** The golden file of an API, written by Kafka's own message classes. */
export const goldenMessages = (key: number, name: string): (Headers | Case)[] =>
  readGolden(`messages/${fileName(key, name)}`)

export const fileName = (key: number, name: string): string =>
  `${String(key).padStart(2, '0')}-${name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase()}.json`

export type Batch = {
  name: string
  bytes: string
  header: { [field: string]: number | string | boolean }
  records: {
    offset: number
    timestamp: number
    key: string | null
    value: string | null
    headers: { key: string; value: string | null }[]
  }[]
}

export const goldenBatches = (): Batch[] => readGolden('record-batches.json')
