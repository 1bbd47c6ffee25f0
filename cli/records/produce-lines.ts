/** Sends lines as records, in batches as large as what has arrived allows. */
import type { KafkaClient } from '../kafka-client.ts'
import { type LineRules, lineToRecord } from './line-to-record.ts'

export interface ProducePlan {
  readonly topic: string
  readonly partition: number | null
  readonly rules: LineRules
  /** Bytes of lines that are sent at a time. */
  readonly portionBytes: number
}

export interface ProduceSummary {
  readonly records: number
  /** Of the lines, without what the protocol adds. */
  readonly bytes: number
}

export async function produceLines(
  client: KafkaClient,
  arriving: AsyncIterable<readonly Uint8Array[]>,
  { topic, partition, rules, portionBytes }: ProducePlan,
): Promise<ProduceSummary> {
  let records = 0
  let bytes = 0
  for await (const lines of arriving) {
    for (const portion of portions(lines, portionBytes)) {
      const nowMs = Date.now()
      const sent = portion.map((line) => lineToRecord(line, rules, nowMs))
      await client.produce(topic, partition, sent)
      records += portion.length
      bytes += portion.reduce((sum, line) => sum + line.length, 0)
    }
  }
  return { records, bytes }
}

/** Each portion has at least one line, and as many as fit. */
function* portions(lines: readonly Uint8Array[], bytesMax: number): Generator<Uint8Array[]> {
  let portion: Uint8Array[] = []
  let bytes = 0
  for (const line of lines) {
    if (portion.length > 0 && bytes + line.length > bytesMax) {
      yield portion
      portion = []
      bytes = 0
    }
    portion.push(line)
    bytes += line.length
  }
  if (portion.length > 0) yield portion
}
