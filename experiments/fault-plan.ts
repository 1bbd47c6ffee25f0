/** Fault schedules of experiments: what may strike, how often and when, drawn from a seed. */
import { RandomStream } from '../runtime/random.ts'
import type { Fault } from '../runtime/simulator/faults.ts'

/** A fault without its time. */
export type Strike = WithoutTimes<Fault>
type WithoutTimes<F> = F extends Fault ? Omit<F, 'atMs' | 'forMs'> : never

type Range = readonly [low: number, high: number]

/** Both ends of each range included. */
export interface FaultPlan {
  /** How many of these strike. */
  readonly times: Range
  readonly atMs: Range
  /** How long each lasts; for those that last. */
  readonly forMs?: Range
  readonly strike: (random: RandomStream) => Strike
}

/** Every strike draws from a stream of its own, so that one can be taken out alone. */
export function drawSchedule(seed: number, plans: readonly FaultPlan[]): Fault[] {
  const faults: Fault[] = []
  for (const [index, { times, atMs, forMs, strike }] of plans.entries()) {
    const count = new RandomStream(seed, `faults ${index}`).between(...times)
    for (let n = 0; n < count; n++) {
      const random = new RandomStream(seed, `fault ${index} ${n}`)
      const when = { atMs: random.between(...atMs) }
      const duration = forMs === undefined ? {} : { forMs: random.between(...forMs) }
      faults.push({ ...strike(random), ...when, ...duration } as Fault)
    }
  }
  return faults.sort((one, other) => one.atMs - other.atMs)
}

const brokerName = (random: RandomStream, brokers: number) => `broker-${random.between(1, brokers)}`

/** A broker dies and stays down as long as the fault lasts. */
export const crashBroker =
  (brokers: number) =>
  (random: RandomStream): Strike => ({ kind: 'crash', system: brokerName(random, brokers) })

export const freezeBroker =
  (brokers: number) =>
  (random: RandomStream): Strike => ({ kind: 'freeze', system: brokerName(random, brokers) })

/** The actor that leads a partition crashes; its supervisor restarts it. */
export const crashLeader =
  (topic: string, partitions: number) =>
  (random: RandomStream): Strike => {
    const partition = `${topic}-${random.below(partitions)}`
    return {
      kind: 'crash-actor',
      system: `leader of ${partition}`,
      path: `replica of ${partition}`,
    }
  }

/** All connections between a client and a broker are cut. */
export const resetConnections =
  (clients: readonly string[], brokers: number) =>
  (random: RandomStream): Strike => {
    const client = random.pick(clients) as string
    return { kind: 'reset-connections', between: [client, brokerName(random, brokers)] }
  }

/** What a broker sends takes longer. */
export const slowBroker =
  (brokers: number, delayUs: number) =>
  (random: RandomStream): Strike => {
    return { kind: 'links', from: [brokerName(random, brokers)], to: ['*'], delayUs }
  }

/** Of what clients and brokers write to each other, that share has one bit turned over. */
export const flipBits =
  (clients: readonly string[], brokers: number, flipPpm: number) =>
  (random: RandomStream): Strike => {
    const ends = [random.pick(clients) as string, brokerName(random, brokers)]
    return { kind: 'links', from: ends, to: ends, flipPpm }
  }
