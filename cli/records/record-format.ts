/** How `consume` writes a record: by a format in kcat's letters, or as a line of JSON. */
import { UserError } from '../../cluster-config/user-error.ts'
import type { Header, IncomingRecord } from '../kafka-client.ts'
import { unescaped } from './line-to-record.ts'

export interface Shown {
  readonly topic: string
  readonly partition: number
  readonly record: IncomingRecord
}

export type RecordFormat = (shown: Shown) => Uint8Array
type Piece = (shown: Shown) => Uint8Array | string

const sizeOf = (bytes: Uint8Array | null): number => bytes?.length ?? -1
const bytesOf = (bytes: Uint8Array | null): Uint8Array => bytes ?? new Uint8Array(0)

/** The letters behind a percent sign. Source: kcat's manual page, -f. */
const pieces: ReadonlyMap<string, Piece> = new Map<string, Piece>([
  ['s', ({ record }) => bytesOf(record.value)],
  ['S', ({ record }) => String(sizeOf(record.value))],
  ['R', ({ record }) => bigEndian(sizeOf(record.value))],
  ['k', ({ record }) => bytesOf(record.key)],
  ['K', ({ record }) => String(sizeOf(record.key))],
  ['T', ({ record }) => String(record.timestamp)],
  ['h', ({ record }) => headersText(record.headers)],
  ['t', ({ topic }) => topic],
  ['p', ({ partition }) => String(partition)],
  ['o', ({ record }) => String(record.offset)],
  ['%', () => '%'],
])

/** What kcat writes when nothing is said. */
export const plainFormat = '%s\\n'

export function recordFormat(format: string): RecordFormat {
  const parts = [...format.matchAll(/%(.?)|[^%]+/gs)].map(([text, letter]): Piece => {
    if (letter === undefined) return constant(unescaped(text))
    const piece = pieces.get(letter)
    if (piece !== undefined) return piece
    throw new UserError(`-f: %${letter} means nothing`, {
      hint: `use ${[...pieces.keys()].map((known) => `%${known}`).join(' ')}`,
    })
  })
  return (shown) =>
    Buffer.concat(
      parts.map((piece) => {
        const value = piece(shown)
        return typeof value === 'string' ? Buffer.from(value) : value
      }),
    )
}

const constant =
  (text: string): Piece =>
  () =>
    text

function bigEndian(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const headersText = (headers: readonly Header[]): string =>
  headers
    .map(({ key, value }) => `${key}=${value === null ? 'NULL' : Buffer.from(value)}`)
    .join(',')

/** A line of JSON under kcat's names. Bytes that are no UTF-8 stand in a field of their own. */
export const jsonFormat: RecordFormat = ({ topic, partition, record }) => {
  const { offset, timestamp, headers, key, value } = record
  const line = {
    topic,
    partition,
    offset,
    ts: timestamp,
    ...(headers.length === 0 ? {} : { headers: headers.map(headerJson) }),
    ...asJson('key', key),
    ...asJson('payload', value),
  }
  return Buffer.from(`${JSON.stringify(line)}\n`)
}

const headerJson = ({ key, value }: Header): object => ({ name: key, ...asJson('value', value) })

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function asJson(name: string, bytes: Uint8Array | null): object {
  if (bytes === null) return { [name]: null }
  try {
    return { [name]: utf8.decode(bytes) }
  } catch {
    return { [`${name}Base64`]: Buffer.from(bytes).toString('base64') }
  }
}
