/**
 * One siege: a simulated cluster, hostile clients that attack one of its brokers, one healthy
 * client.
 */
import { decodeRequest, decodeResponse } from '../../protocol/frames.ts'
import { RandomStream } from '../../runtime/random.ts'
import { child, supervisor } from '../../runtime/supervisor.ts'
import { SimulatedKafka } from '../support/simulated-kafka.ts'
import { type Attacked, Attacker } from './attacker.ts'
import { rightOutcomes } from './expected-outcome.ts'
import { type Health, HealthyClient } from './healthy-client.ts'
import { type Attack, drawAttack } from './hostile-frames.ts'
import { attackedTopics, validRequests } from './valid-requests.ts'

export interface SiegeReport {
  readonly outcomes: Map<string, number>
  /** What must not be; with each the frame that did it, in hexadecimal. */
  readonly faults: string[]
  readonly health: Health
}

const attackers = 8
/** `socket.request.max.bytes`: small, so that sizes beyond it are cheap. */
const maxFrameBytes = 1_000_000
const faultsKept = 20
/** Simulated time in which some attack must end; the longest that one of them waits is 5 s. */
const standstillMs = 30_000
/**
 * Real time that one attack may take at the most; far more than any does, even on a busy machine.
 */
const attackMaxMs = 5_000
/** Taken before the simulator bans it. */
const realMs = performance.now.bind(performance)

/** The cluster that is attacked; the topics of the fuzzer and of the healthy client are made. */
export function besieged(seed: number): { kafka: SimulatedKafka; ids: string[] } {
  const settings = new Map<string, unknown>([
    ['socket.request.max.bytes', maxFrameBytes],
    ['auto.create.topics.enable', false],
  ])
  const kafka = SimulatedKafka.ready({ seed, brokers: 2, settings })
  const ids = attackedTopics.map((name) => {
    const configs = name === 'compacted' ? { 'cleanup.policy': 'compact' } : {}
    return kafka.createTopic(name, { leaders: [1, 2], configs })
  })
  kafka.createTopic('healthy', { leaders: [1] })
  return { kafka, ids }
}

/** Sends `count` drawn attacks. The same seed sends the same ones. */
export function siege(seed: number, count: number): SiegeReport {
  const { kafka, ids } = besieged(seed)
  const requests = validRequests(ids)
  const random = new RandomStream(seed, 'attacks')
  let left = count
  const next = () => (left-- > 0 ? drawAttack(requests, random) : null)
  return attackWith(kafka, next, count)
}

/** Sends these attacks. */
export function siegeWith(attacks: readonly Attack[]): SiegeReport {
  const { kafka } = besieged(1)
  let at = 0
  return attackWith(kafka, () => attacks[at++] ?? null, attacks.length)
}

function attackWith(kafka: SimulatedKafka, draw: () => Attack | null, count: number): SiegeReport {
  const { simulator } = kafka
  const open = new Set<Attack>()
  const next = (): Attack | null => {
    const attack = draw()
    if (attack !== null) open.add(attack)
    return attack
  }
  const health: Health = { trips: 0, worstMs: 0, faults: [] }
  const outcomes = new Map<string, number>()
  const faults: string[] = []
  let ended = 0
  let endedMs = simulator.nowMs
  let sinceMs = realMs()
  const book = (attacked: Attacked): void => {
    ended++
    endedMs = simulator.nowMs
    open.delete(attacked.attack)
    outcomes.set(attacked.outcome, (outcomes.get(attacked.outcome) ?? 0) + 1)
    const tookMs = realMs() - sinceMs
    sinceMs = realMs()
    const slow = tookMs > attackMaxMs ? `took ${Math.round(tookMs)} ms` : null
    const fault = faultOf(attacked) ?? slow
    if (fault !== null && faults.length < faultsKept)
      faults.push(`${fault}: ${hexOf(attacked.attack)}`)
  }
  const at = { host: 'broker-1', port: 9092 }
  kafka.client(
    'besiegers',
    supervisor({
      name: 'client',
      strategy: 'one-for-one',
      limit: { restarts: 0, withinMs: 1_000 },
      children: [
        child('healthy', (ctx) => new HealthyClient(ctx, { ...at, topic: 'healthy' }, health)),
        ...Array.from({ length: attackers }, (_, i) =>
          child(`attacker-${i}`, (ctx) => new Attacker(ctx, { at, next, ended: book })),
        ),
      ],
    }),
  )
  simulator.run({ until: () => ended >= count || simulator.nowMs - endedMs > standstillMs })
  for (const attack of open) faults.push(`without an end: ${hexOf(attack)}`)
  return { outcomes, faults: [...faults, ...kafka.crashes().slice(0, faultsKept)], health }
}

/** What is wrong with the way that an attack ended; null when it is right. */
function faultOf({ attack, outcome, answer }: Attacked): string | null {
  const { frame, chunks } = attack
  if (frame === null) return outcome === 'closed' || !isRefusedSize(chunks) ? null : 'not closed'
  const right: readonly string[] = frame.length > maxFrameBytes ? ['closed'] : rightOutcomes(frame)
  if (!right.includes(outcome)) return `${outcome} instead of ${right.join(' or ')}`
  return answer === null ? null : answerFault(frame, answer)
}

function isRefusedSize(chunks: readonly Uint8Array[]): boolean {
  const bytes = new Uint8Array(chunks.flatMap((chunk) => [...chunk.subarray(0, 4)]).slice(0, 4))
  const size = new DataView(bytes.buffer).getInt32(0)
  return size < 0 || size > maxFrameBytes
}

function answerFault(frame: Uint8Array, answer: Uint8Array): string | null {
  const request = decodeRequest(frame)
  if (request.kind === 'malformed') return 'an answer to nothing'
  const apiVersion = request.kind === 'unsupported' ? 0 : request.apiVersion
  try {
    const { correlationId } = decodeResponse(request.apiKey as 18, apiVersion, answer)
    return correlationId === request.correlationId ? null : `answered ${correlationId}`
  } catch (error) {
    return `an answer that cannot be read (${error})`
  }
}

function hexOf({ kind, frame, chunks }: Attack): string {
  const bytes = frame ?? new Uint8Array(chunks.flatMap((chunk) => [...chunk]))
  return `${kind} ${Buffer.from(bytes.subarray(0, 400)).toString('hex')}`
}
