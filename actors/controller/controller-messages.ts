/** What brokers and the cluster supervisor ask the controllers, and what they are answered. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import type { NotController } from '../metadata/not-controller.ts'
import type { AlteredPartition, WantedPartition } from './alter-partition.ts'
import type { TopicConfigAltered, TopicConfigChange } from './alter-topic-config.ts'
import type { HeartbeatFacts } from './broker-heartbeat.ts'
import type { MorePartitions, PartitionsCreated } from './create-partitions.ts'
import type { CreatedTopic, NewTopic } from './create-topics.ts'
import type { DeletedTopic, DoomedTopic } from './delete-topics.ts'
import type { AskedElection, ElectionOutcome } from './elect-leaders.ts'
import type { Reassigned, Reassignment, ReassignmentUnderWay } from './reassign-partitions.ts'
import type { RegistrationRequest } from './register-broker.ts'
import type { FailedReplica } from './replica-failed.ts'

/** A question that only the active controller can answer. */
type Asks<R> = { readonly replyTo: ReplyTo<R | NotController> }
/** A message of an incarnation of a broker. */
interface FromBroker {
  readonly brokerId: number
  readonly brokerEpoch: number
}

export type Registration = RegistrationRequest & Asks<Registered>
export interface Registered {
  readonly error: ErrorName
  /** -1 when refused. */
  readonly brokerEpoch: number
}

export type Heartbeat = FromBroker & HeartbeatFacts & Asks<Heartbeaten>
export interface Heartbeaten {
  readonly error: ErrorName
  readonly isFenced: boolean
  readonly shouldShutDown: boolean
}

/** The cluster supervisor has seen an incarnation of a broker die. */
export interface BrokerCrashed extends Asks<CrashTaken> {
  readonly brokerId: number
  readonly incarnationId: string
}
/** What follows from the report is committed. */
export interface CrashTaken {
  readonly brokerId: number
  readonly incarnationId: string
}

export type ReplicaFailed = FailedReplica & Asks<FailureTaken>
/** What follows from the report is committed; or the report was late. */
export interface FailureTaken {
  readonly error: ErrorName
}

export interface AlterPartitions extends FromBroker, Asks<PartitionsAltered> {
  readonly partitions: readonly WantedPartition[]
}
export interface PartitionsAltered {
  readonly error: ErrorName
  readonly partitions: readonly AlteredPartition[]
}

/** Of an observer: any controller answers it, with what it knows to be committed. */
export interface FetchMetadata {
  readonly brokerId: number
  readonly fromOffset: number
  /** The hash of all before `fromOffset`, as the last answer gave it; 0 at the beginning. */
  readonly chain: number
  readonly replyTo: ReplyTo<MetadataFetched>
}
export interface MetadataFetched {
  readonly fromOffset: number
  readonly records: readonly MetadataRecord[]
  /** Of all up to the end of `records`. */
  readonly chain: number
  /** This log does not hold what the asker has read: it is another log. */
  readonly lost: boolean
  /** The active controller, as far as this one knows; -1 when it does not. */
  readonly leaderId: number
  readonly epoch: number
}

/** An answer that a client gets: `endOffset` is what a broker must have applied to see it. */
interface Outcomes<T> {
  readonly endOffset: number
  readonly topics: readonly T[]
}

export interface CreateTopics extends Asks<TopicsCreated> {
  readonly topics: readonly NewTopic[]
  readonly validateOnly: boolean
}
export type TopicsCreated = Outcomes<CreatedTopic>

export interface DeleteTopics extends Asks<TopicsDeleted> {
  readonly topics: readonly DoomedTopic[]
}
export type TopicsDeleted = Outcomes<DeletedTopic>

export interface CreatePartitions extends Asks<MorePartitionsCreated> {
  readonly topics: readonly MorePartitions[]
  readonly validateOnly: boolean
}
export type MorePartitionsCreated = Outcomes<PartitionsCreated>

export interface AlterTopicConfigs extends Asks<TopicConfigsAltered> {
  readonly topics: readonly TopicConfigChange[]
}
export type TopicConfigsAltered = Outcomes<TopicConfigAltered>

export interface ElectLeaders extends Asks<LeadersElected> {
  readonly election: AskedElection
  /** Null: all that an election would change. */
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[] | null
}
export interface LeadersElected {
  readonly endOffset: number
  readonly partitions: readonly ElectionOutcome[]
}

export interface ReassignPartitions extends Asks<PartitionsReassigned> {
  readonly partitions: readonly Reassignment[]
  /** Whether a partition may get more or fewer replicas than it has (KIP-860). */
  readonly allowReplicationFactorChange: boolean
}
export interface PartitionsReassigned {
  readonly endOffset: number
  readonly partitions: readonly Reassigned[]
}

export interface ListReassignments extends Asks<ReassignmentsListed> {
  readonly wanted: readonly { topic: string; partitions: readonly number[] }[] | null
}
export interface ReassignmentsListed {
  readonly partitions: readonly ReassignmentUnderWay[]
}

export type AllocateProducerIds = FromBroker & Asks<ProducerIdsAllocated>
export interface ProducerIdsAllocated {
  readonly error: ErrorName
  readonly firstProducerId: number
  readonly count: number
}
