/** What is wrong with the logs after a run, named as in the catalogue of planted bugs. */
import type { ReplicatedKafka, StoredRecord } from './replicated-kafka.ts'

export interface Verdict {
  /** Acknowledged, and not in the leader's log. */
  readonly lost: readonly string[]
  /** Written more than once. */
  readonly duplicate: readonly string[]
  /** Behind a value that was sent later. */
  readonly disordered: readonly string[]
  /** Read at an offset where the leader's log has something else. */
  readonly dirty: readonly string[]
  /** Offsets at which replicas hold different records. */
  readonly diverged: readonly string[]
  /** Values that nobody acknowledged. */
  readonly stuck: number
}

export type Anomaly = keyof Verdict

/** `sent` is how many values were sent, from `0` on. */
export function verdictOn(kafka: ReplicatedKafka, sent: number, brokers = [1, 2, 3]): Verdict {
  const leader = brokers.find((id) => kafka.leads(id)) ?? -1
  const log = leader === -1 ? [] : kafka.stored(leader)
  const values = log.map(({ value }) => value)
  const held = new Set(values)
  const duplicate = values.filter((value, i) => values.indexOf(value) !== i)
  const firsts = [...held].map(Number).filter((value) => !Number.isNaN(value))
  return {
    lost: kafka.acknowledged.filter((value) => !held.has(value)),
    duplicate,
    disordered: firsts.filter((value, i) => value < (firsts[i - 1] ?? -1)).map(String),
    dirty: dirtyReads(kafka, log),
    diverged: brokers.flatMap((id) => differences(log, kafka.stored(id), id)),
    stuck: sent - kafka.acknowledged.length,
  }
}

export const clean: Verdict = {
  lost: [],
  duplicate: [],
  disordered: [],
  dirty: [],
  diverged: [],
  stuck: 0,
}

function dirtyReads(kafka: ReplicatedKafka, log: readonly StoredRecord[]): string[] {
  const at = new Map(log.map(({ offset, value }) => [offset, value]))
  return kafka.read
    .filter(({ offset, value }) => at.get(offset) !== value)
    .map(({ offset, value }) => `${offset}: ${value}, not ${at.get(offset)}`)
}

function differences(log: readonly StoredRecord[], copy: readonly StoredRecord[], id: number) {
  return copy.flatMap((record, i) => {
    const other = log[i]
    if (other === undefined) return []
    const same = other.value === record.value && other.leaderEpoch === record.leaderEpoch
    if (same && other.offset === record.offset) return []
    return [`broker ${id} at ${record.offset}: ${record.value}, not ${other.value}`]
  })
}
