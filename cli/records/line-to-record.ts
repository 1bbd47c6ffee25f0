/** Makes a record of a line, as the flags of `produce` say. */
import { UserError } from '../../cluster-config/user-error.ts'
import { keyValue } from '../config/key-value.ts'
import type { Header, OutgoingRecord } from '../kafka-client.ts'

export interface LineRules {
  /** The key of all records; null is none. */
  readonly key: string | null
  /** What stands between key and value in a line; null when there is only a value. */
  readonly keyDelimiter: string | null
  readonly headers: readonly Header[]
}

export function lineToRecord(line: Uint8Array, rules: LineRules, nowMs: number): OutgoingRecord {
  const { headers } = rules
  const [key, value] = rules.keyDelimiter === null ? [null, line] : cut(line, rules.keyDelimiter)
  const fixed = rules.key === null ? null : Buffer.from(rules.key)
  return { headers, key: key ?? fixed, value, timestamp: nowMs }
}

/** A line without the delimiter is a value without a key. */
function cut(line: Uint8Array, delimiter: string): [Uint8Array | null, Uint8Array] {
  const mark = Buffer.from(delimiter)
  const at = Buffer.from(line.buffer, line.byteOffset, line.length).indexOf(mark)
  return at === -1 ? [null, line] : [line.subarray(0, at), line.subarray(at + mark.length)]
}

/** `-H name=value`; a name alone has no value. */
export function headerOf(text: string): Header {
  if (text === '') throw new UserError('-H takes name=value')
  if (!text.includes('=')) return { key: text, value: null }
  const [key, value] = keyValue('-H', text)
  return { key, value: Buffer.from(value) }
}

/** A delimiter may be written with \t, \n, \r, \0 or \xNN, which shells do not type well. */
export const delimiterOf = (text: string): string => {
  if (text === '') throw new UserError('-K takes what stands between key and value')
  return unescaped(text)
}

const letters = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['0', '\0'],
  ['\\', '\\'],
])

/** Reads \n, \r, \t, \0, \\ and \xNN; any other backslash stays. */
export const unescaped = (text: string): string =>
  text.replace(/\\(?:x([0-9a-fA-F]{2})|([nrt0\\]))/g, (_, hex: string | undefined, letter) =>
    hex === undefined ? letters.get(letter)! : String.fromCharCode(Number.parseInt(hex, 16)),
  )
