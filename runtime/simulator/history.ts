/** The history of a simulation as one hash: two runs are equal when their histories are. */
import type { Envelope } from '../envelope.ts'
import type { Xxh64Stream } from '../ports/codecs.ts'
import { CanonicalWriter } from './canonical.ts'

/** Events between two checkpoints of the hash. */
export const checkpointEvents = 1_024

/** Which events are kept as text: numbers [from, to), counted from 0. */
export interface Kept {
  readonly from: number
  readonly to: number
}

const event = { delivery: 1, disk: 2, fault: 3, draw: 4 } as const

/**
 * In order: every delivered message (time, from, to, incarnation, type, bytes), every disk
 * operation, every fault that was applied and every draw of the nemesis.
 */
export class History {
  /**
   * The hash after each 1,024 events: two histories part between the last equal one and the
   * next.
   */
  readonly checkpoints: string[] = []
  /** Events so far. */
  count = 0
  /** Messages delivered so far. */
  deliveries = 0
  /** The kept events as text, in order. */
  readonly kept: string[] = []
  private readonly stream: Xxh64Stream
  private readonly writer: CanonicalWriter
  private readonly keep: Kept

  constructor(stream: Xxh64Stream, keep: Kept = { from: 0, to: 0 }) {
    this.stream = stream
    this.keep = keep
    this.writer = new CanonicalWriter((bytes) => stream.update(bytes))
  }

  delivered(atUs: number, envelope: Envelope, incarnation: number): void {
    const { writer } = this
    writer.byte(event.delivery)
    writer.double(atUs)
    writer.name(envelope.from)
    writer.double(envelope.fromIncarnation)
    writer.name(envelope.system)
    writer.name(envelope.path)
    writer.double(incarnation)
    writer.name(envelope.kind)
    writer.name(envelope.type)
    writer.double(envelope.id)
    writer.value(envelope.message)
    this.deliveries++
    if (this.wanted()) {
      const { system, path, kind, type, from, fromIncarnation, message } = envelope
      this.kept.push(
        `${atUs} us: ${system}/${path}#${incarnation} gets ${kind} ${type} ` +
          `from ${from}#${fromIncarnation}: ${textOf(message)}`,
      )
    }
    this.counted()
  }

  /** `numbers`: position, size or the like, as the operation has them. */
  disk(
    atUs: number,
    system: string,
    operation: string,
    file: string,
    number: number,
    bytes: Uint8Array | null,
  ): void {
    const { writer } = this
    writer.byte(event.disk)
    writer.double(atUs)
    writer.name(system)
    writer.name(operation)
    writer.name(file)
    writer.double(number)
    if (bytes === null) writer.value(null)
    else writer.bytes(bytes)
    if (this.wanted()) {
      const what = bytes === null ? '' : ` ${textOf(bytes)}`
      this.kept.push(`${atUs} us: disk of ${system}: ${operation} ${file} ${number}${what}`)
    }
    this.counted()
  }

  fault(atUs: number, fault: object): void {
    this.writer.byte(event.fault)
    this.writer.double(atUs)
    this.writer.value(fault)
    if (this.wanted()) this.kept.push(`${atUs} us: fault ${textOf(fault)}`)
    this.counted()
  }

  drew(atUs: number, stream: string, value: number): void {
    this.writer.byte(event.draw)
    this.writer.double(atUs)
    this.writer.name(stream)
    this.writer.double(value)
    if (this.wanted()) this.kept.push(`${atUs} us: ${stream} drew ${value}`)
    this.counted()
  }

  /** xxh64 of everything so far, as 16 hex digits. */
  digest(): string {
    this.writer.flush()
    return this.stream.digest()
  }

  private wanted(): boolean {
    return this.count >= this.keep.from && this.count < this.keep.to
  }

  private counted(): void {
    this.count++
    if (this.count % checkpointEvents === 0) this.checkpoints.push(this.digest())
  }
}

/**
 * Where two runs that should be equal part: the number of the event, and what each run did
 * there.
 */
export interface Divergence {
  readonly event: number
  /** Null: this run had ended. */
  readonly first: string | null
  readonly second: string | null
}

/**
 * Runs `run` twice and compares; when the histories differ, twice again with the events around
 * the first differing checkpoint kept, and names the first event that differs. Null: the runs
 * are equal.
 */
export function firstDivergence(run: (keep: Kept) => History): Divergence | null {
  const nothing = { from: 0, to: 0 }
  const [one, two] = [run(nothing), run(nothing)]
  if (one.digest() === two.digest()) return null
  let checkpoint = 0
  while (
    checkpoint < one.checkpoints.length &&
    one.checkpoints[checkpoint] === two.checkpoints[checkpoint]
  ) {
    checkpoint++
  }
  // Twice the distance: what is not deterministic need not part at the same event again.
  const from = checkpoint * checkpointEvents
  const keep = { from, to: from + 2 * checkpointEvents }
  const [first, second] = [run(keep).kept, run(keep).kept]
  let at = 0
  while (at < first.length && first[at] === second[at]) at++
  return { event: from + at, first: first[at] ?? null, second: second[at] ?? null }
}

/** A message value as text, for people. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (each instanceof Uint8Array) return `${each.length} bytes`
    return each instanceof Map ? [...each] : each
  })
}
