/**
 * The rules that the controller decides by, one entry each: an experiment that plants a bug
 * replaces one of them.
 */
import type { BrokerImage } from '../metadata/cluster-image.ts'
import { type Candidacy, type Elected, type Election, electLeader } from './elect-leader.ts'

/** A moment on both clocks of a machine. */
export interface Moment {
  /** Never jumps. */
  readonly monotonicMs: number
  readonly wallClockMs: number
}

export interface ControllerRules {
  electLeader(candidacy: Candidacy): Elected
  /** How a partition is elected for without anybody asking; `uncleanAllowed` by its settings. */
  electionOf(uncleanAllowed: boolean): Election
  /** Whether replicas that left the ISR below its minimum stay eligible (KIP-966). */
  keepsEligible(features: ReadonlyMap<string, number>): boolean
  /** A session ends exactly `timeoutMs` after the last heartbeat that came. */
  isSessionOver(last: Moment, now: Moment, timeoutMs: number): boolean
  /** A registration whose answer was lost is answered again. */
  isSameRegistration(known: BrokerImage, incarnationId: string): boolean
  /** Its data may lack what it had: it was not stopped in order, and cannot say otherwise. */
  wasUnclean(known: BrokerImage, previousBrokerEpoch: number): boolean
  /** KIP-903: the replica that has caught up is the incarnation that is registered now. */
  isCurrentIncarnation(broker: BrokerImage, brokerEpoch: number): boolean
  /** KIP-841: who is fenced or shuts down joins no ISR. */
  isAvailable(broker: BrokerImage): boolean
  /** A report about an incarnation says nothing about the next one. */
  isReported(broker: BrokerImage, incarnationId: string): boolean
}

/** The feature that eligible leader replicas come with. */
export const elrFeature = 'eligible.leader.replicas.version'

export const controllerRules: ControllerRules = {
  electLeader,
  electionOf: (uncleanAllowed) => (uncleanAllowed ? 'unclean' : 'clean'),
  keepsEligible: (features) => (features.get(elrFeature) ?? 0) >= 1,
  isSessionOver: (last, now, timeoutMs) => now.monotonicMs - last.monotonicMs >= timeoutMs,
  isSameRegistration: (known, incarnationId) => known.incarnationId === incarnationId,
  wasUnclean: (known, previousBrokerEpoch) => known.brokerEpoch !== previousBrokerEpoch,
  isCurrentIncarnation: (broker, brokerEpoch) =>
    brokerEpoch === -1 || broker.brokerEpoch === brokerEpoch,
  isAvailable: ({ fenced, inControlledShutdown }) => !fenced && !inControlledShutdown,
  isReported: (broker, incarnationId) => broker.incarnationId === incarnationId,
}
