/** Kafka's text form of checkpoints: a version line, a count line, one line an entry. */
import { stringToUtf8, utf8ToString } from '../protocol/primitives.ts'

const version = '0'

export function encodeCheckpoint(lines: readonly string[]): Uint8Array {
  return stringToUtf8(`${[version, `${lines.length}`, ...lines].join('\n')}\n`)
}

/** The lines of the entries, or null when the text is damaged. Source: Kafka CheckpointFile. */
export function decodeCheckpoint(bytes: Uint8Array): string[] | null {
  const [first, count, ...lines] = textOf(bytes).split('\n')
  const end = lines.pop() // every line has its end
  if (first !== version || end !== '' || Number(count) !== lines.length) return null
  return lines
}

/** Fields of one line, split at single spaces; null unless there are `count`. */
export function fieldsOf(line: string, count: number): string[] | null {
  const fields = line.split(' ')
  return fields.length === count ? fields : null
}

/** A number of digits alone; null for anything else. */
export function wholeNumber(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return null
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : null
}

export const textOf = (bytes: Uint8Array): string => utf8ToString(bytes, 0, bytes.length)
