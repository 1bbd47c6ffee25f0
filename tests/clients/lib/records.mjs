/** The records that are sent, made from their number alone, and the check of what came back. */

import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'

export const partitions = 3
const bigEvery = 5_000 // one value far beyond a batch in so many records
const bigLength = 100_000
const alphabet = 'abcdefghijklmnopqrstuvwxyz 0123456789 éß語…'

const text = makeText(bigLength + 10_000)

function makeText(length) {
  let state = 1
  let made = ''
  while (made.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    made += alphabet[(state >>> 16) % alphabet.length]
  }
  return made
}

/** Record i as far as the client `can` carry it: { k, v, h, p }, null where Kafka has null. */
export function expectedRecord(i, can) {
  if (can.includes('numbers only')) return { k: null, v: String(i), h: [] }
  const mixed = Math.imul(i + 1, 2_654_435_761) >>> 0
  const length = i % bigEvery === bigEvery / 2 ? bigLength : mixed % 240
  const record = {
    k: `k${i % 1000}`,
    v: `${i}:${text.slice(mixed % 9_999, (mixed % 9_999) + length)}`,
  }
  if (can.includes('nulls') && i % 7 === 0) record.k = null
  if (can.includes('empty') && i % 11 === 0) record.k = ''
  // A record without a countable value carries its number in the key.
  if (can.includes('nulls') && i % 97 === 0) Object.assign(record, { k: `${i}:`, v: null })
  if (can.includes('empty') && i % 101 === 0) Object.assign(record, { k: `${i}:`, v: '' })
  record.h = expectedHeaders(i, can)
  if (can.includes('partition')) record.p = i % partitions
  return record
}

function expectedHeaders(i, can) {
  if (can.includes('one header')) return [['sender', 'kcat']]
  if (!can.includes('headers') || i % 5 === 0) return []
  const headers = [
    ['number', String(i)],
    ['ключ', `…${i % 10}`],
  ]
  if (can.includes('repeated headers') && i % 3 === 0) headers.push(['number', 'again'])
  if (can.includes('null headers') && i % 13 === 0) headers.push(['nothing', null])
  if (can.includes('empty headers') && i % 17 === 0) headers.push(['empty', ''])
  return headers
}

export async function writeRecords(file, count, can) {
  const stream = createWriteStream(file)
  for (let i = 0; i < count; i++) {
    const line = `${JSON.stringify(expectedRecord(i, can))}\n`
    if (!stream.write(line)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
}

/**
 * Every record 0 … count-1 once and unchanged, and in each partition offsets from 0 without a gap
 * in the order of sending. Answers { read, problem }, problem undefined when all is equal.
 */
export async function checkRecords(file, count, can) {
  const seen = new Uint8Array(count)
  const last = new Map() // partition -> { offset, number } of its latest record
  let read = 0
  let problem
  for await (const line of createInterface({ input: createReadStream(file) })) {
    read += 1
    problem ??= checkLine(line, { seen, last, count, can })
  }
  if (problem === undefined && read !== count) problem = `record ${seen.indexOf(0)} is missing`
  return { read, problem }
}

/** A client that was stopped in the middle leaves half a line. */
function checkLine(line, state) {
  try {
    return checkRecord(JSON.parse(line), state)
  } catch (error) {
    return `unreadable line ${line.slice(0, 80)} (${error.message})`
  }
}

function checkRecord(got, { seen, last, count, can }) {
  const at = `partition ${got.p} offset ${got.o}`
  const number = Number.parseInt(got.v || got.k, 10)
  if (!(number >= 0 && number < count)) return `${at}: ${brief(got)} was never sent`
  if (seen[number]) return `${at}: record ${number} came twice`
  seen[number] = 1
  const before = last.get(got.p) ?? { offset: -1, number: -1 }
  if (got.o !== before.offset + 1) return `${at} follows offset ${before.offset}`
  if (number < before.number) return `${at}: record ${number} follows ${before.number}`
  last.set(got.p, { offset: got.o, number })
  const want = { p: got.p, ...expectedRecord(number, can) }
  const differs = ['p', 'k', 'v', 'h'].find((field) => !equal(got[field], want[field]))
  if (differs === undefined) return undefined
  return `${at}: ${differs} is ${brief(got[differs])} instead of ${brief(want[differs])}`
}

const equal = (one, other) => JSON.stringify(one) === JSON.stringify(other)
const brief = (value) => JSON.stringify(value).slice(0, 120)
