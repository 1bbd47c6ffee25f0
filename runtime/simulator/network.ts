/**
 * The simulated network between systems: who reaches whom, how fast, and what becomes of each
 * message.
 */
import type { Envelope } from '../envelope.ts'
import { hash32, mix32 } from '../random.ts'

/** How a link behaves. Probabilities are per million messages. */
export interface LinkBehaviour {
  /** A message takes between `minUs` and `maxUs`. */
  readonly minUs: number
  readonly maxUs: number
  readonly lossPpm: number
  /** Messages that may be overtaken; the others arrive in the order in which they left. */
  readonly reorderPpm: number
}

/** What a fault changes on the links from one of `from` to one of `to`; '*' means every system. */
export interface LinkRule {
  readonly from: readonly string[]
  readonly to: readonly string[]
  /** Nothing passes. */
  readonly cut?: boolean
  readonly lossPpm?: number
  readonly reorderPpm?: number
  /** Added to the time that a message or a piece of a byte stream takes. */
  readonly delayUs?: number
  /** Of a million writes to a socket, those in which one bit turns over on the way. */
  readonly flipPpm?: number
  /** Only messages of these types (method names); sockets are then not affected. */
  readonly types?: readonly string[]
}

/** Where in bytes that are written to a socket a bit may turn over: ranges [from, to). */
export type Flippable = (bytes: Uint8Array) => readonly (readonly [from: number, to: number])[]

const allPpm = 1_000_000
const everywhere: Flippable = (bytes) => [[0, bytes.length]]

class Link {
  readonly rules: readonly LinkRule[]
  readonly behaviour: LinkBehaviour
  readonly cut: boolean
  readonly flipPpm: number
  /** Rules for some types only, or none. */
  readonly targeted: readonly LinkRule[]
  readonly version: number
  readonly hash: number
  sent = 0
  lastArrivalUs = 0

  constructor(hash: number, plain: LinkBehaviour, rules: readonly LinkRule[], version: number) {
    this.hash = hash
    this.rules = rules
    this.version = version
    this.targeted = rules.filter((rule) => rule.types !== undefined)
    const general = rules.filter((rule) => rule.types === undefined)
    this.cut = general.some((rule) => rule.cut === true)
    this.flipPpm = Math.max(0, ...general.map((rule) => rule.flipPpm ?? 0))
    this.behaviour = general.reduce(changedBy, plain)
  }
}

/** What becomes of one message. */
export const lost = -1

/**
 * The fate of a message depends on the seed, its link and its number on that link only, so a
 * fault that is added or removed elsewhere leaves it as it is.
 */
export class SimulatedNetwork {
  /** Bits that have turned over so far. */
  flips = 0
  private readonly flippable: Flippable
  private readonly seed: number
  private readonly plain: LinkBehaviour
  private readonly rules: LinkRule[] = []
  private version = 0
  private readonly links = new Map<string, Map<string, Link>>()

  constructor(seed: number, plain: LinkBehaviour, flippable: Flippable = everywhere) {
    this.seed = seed
    this.plain = plain
    this.flippable = flippable
  }

  /** Puts a rule in force; what is returned ends it. */
  impose(rule: LinkRule): () => void {
    this.rules.push(rule)
    this.version++
    return () => {
      const at = this.rules.indexOf(rule)
      if (at >= 0) this.rules.splice(at, 1)
      this.version++
    }
  }

  /** True when nothing gets from one to the other now. */
  isCut(from: string, to: string): boolean {
    return this.link(from, to).cut
  }

  /** When a message that leaves now arrives; `lost` when it never does. */
  arrivalUs(from: string, to: string, envelope: Envelope, nowUs: number): number {
    const link = this.link(from, to)
    const draw = mix32(link.hash ^ Math.imul(++link.sent, 0x9e3779b1))
    if (link.cut) return lost
    const { behaviour } =
      link.targeted.length === 0 ? link : { behaviour: forType(link, envelope.type) }
    if (behaviour === null || below(draw, allPpm) < behaviour.lossPpm) return lost
    const more = mix32(draw ^ 0x85ebca6b)
    const arrivalUs = nowUs + behaviour.minUs + below(more, behaviour.maxUs - behaviour.minUs + 1)
    if (behaviour.reorderPpm > 0 && below(mix32(more ^ draw), allPpm) < behaviour.reorderPpm) {
      return arrivalUs
    }
    link.lastArrivalUs = Math.max(link.lastArrivalUs, arrivalUs)
    return link.lastArrivalUs
  }

  /** How long the `number`th piece of a byte stream takes; `stream` tells streams apart. */
  delayUs(from: string, to: string, stream: number, number: number): number {
    const { behaviour, hash } = this.link(from, to)
    const draw = mix32(hash ^ mix32(stream ^ Math.imul(number + 1, 0x9e3779b1)))
    return behaviour.minUs + below(draw, behaviour.maxUs - behaviour.minUs + 1)
  }

  /** What becomes of the `number`th write to a stream: the same bytes, or one bit is another. */
  onTheWay(
    from: string,
    to: string,
    stream: number,
    number: number,
    chunks: readonly Uint8Array[],
  ): readonly Uint8Array[] {
    const { flipPpm, hash } = this.link(from, to)
    if (flipPpm === 0) return chunks
    const draw = mix32(hash ^ mix32(stream ^ Math.imul(number, 0x85ebca6b)))
    if (below(draw, allPpm) >= flipPpm) return chunks
    const bytes = joined(chunks)
    const ranges = this.flippable(bytes)
    const size = ranges.reduce((sum, [start, end]) => sum + end - start, 0)
    if (size === 0) return chunks
    let at = below(mix32(draw ^ 0x9e3779b1), size)
    for (const [start, end] of ranges) {
      if (at < end - start) {
        ;(bytes[start + at] as number) ^= 1 << (draw & 7)
        break
      }
      at -= end - start
    }
    this.flips++
    return [bytes]
  }

  private link(from: string, to: string): Link {
    let fromHere = this.links.get(from)
    if (fromHere === undefined) {
      fromHere = new Map()
      this.links.set(from, fromHere)
    }
    const known = fromHere.get(to)
    if (known !== undefined && known.version === this.version) return known
    const rules = this.rules.filter((rule) => names(rule.from, from) && names(rule.to, to))
    const hash = known?.hash ?? hash32(this.seed, `link ${from} ${to}`)
    const link = new Link(hash, this.plain, rules, this.version)
    link.sent = known?.sent ?? 0
    link.lastArrivalUs = known?.lastArrivalUs ?? 0
    fromHere.set(to, link)
    return link
  }
}

function names(systems: readonly string[], system: string): boolean {
  return systems.includes(system) || systems.includes('*')
}

/** The behaviour of a link for messages of one type; null when they do not pass. */
function forType(link: Link, type: string): LinkBehaviour | null {
  const rules = link.targeted.filter((rule) => rule.types?.includes(type))
  if (rules.some((rule) => rule.cut === true)) return null
  const changed = rules.reduce(changedBy, link.behaviour)
  // What is held back alone must not hold back what follows it.
  return rules.length === 0 ? changed : { ...changed, reorderPpm: allPpm }
}

function changedBy(behaviour: LinkBehaviour, rule: LinkRule): LinkBehaviour {
  const delayUs = rule.delayUs ?? 0
  return {
    minUs: behaviour.minUs + delayUs,
    maxUs: behaviour.maxUs + delayUs,
    lossPpm: Math.max(behaviour.lossPpm, rule.lossPpm ?? 0),
    reorderPpm: Math.max(behaviour.reorderPpm, rule.reorderPpm ?? 0),
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** A number in [0, bound) from 32 well-mixed bits. */
function below(bits: number, bound: number): number {
  return Math.floor((bits / 0x1_0000_0000) * bound)
}
