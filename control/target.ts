/** What the control server needs of a running cluster, and the status that it shows. */
export interface ControlTarget {
  status(): Promise<ClusterStatus>
  /** Stops all brokers and controllers, in order; settles when they are down. */
  stop(): Promise<void>
}

export interface ClusterStatus {
  readonly clusterId: string
  readonly bootstrap: string
  readonly pid: number
  readonly uptimeMs: number
  /** Resident memory of the whole process. */
  readonly rssBytes: number
  /** The data directory; null when everything is in memory. */
  readonly data: string | null
  readonly brokers: readonly BrokerStatus[]
  readonly controllers: readonly ControllerStatus[]
  readonly threads: readonly ThreadStatus[]
  readonly actors: readonly ActorRow[]
  readonly partitions: readonly PartitionStatus[]
}

export type NodeState = 'running' | 'starting' | 'down'

export interface BrokerStatus {
  readonly id: number
  readonly host: string
  readonly port: number
  readonly state: NodeState
  readonly thread: string
  /** Restarts of the whole broker by its supervisor. */
  readonly restarts: number
}

export interface ControllerStatus {
  readonly id: number
  readonly state: NodeState
  readonly thread: string
  readonly restarts: number
  readonly active: boolean
}

export interface ThreadStatus {
  readonly name: string
  /** The part of the time since the last look in which the event loop worked, 0 to 1. */
  readonly eventLoopUtilisation: number
}

export interface ActorRow {
  readonly path: string
  /** What it is, e.g. `partition-replica`. */
  readonly kind: string
  /** The name of its thread, one of `threads`. */
  readonly thread: string
  readonly running: boolean
  readonly restarts: number
  readonly mailboxDepth: number
}

export interface PartitionStatus {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  /** -1 while there is none. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** Null while the leader cannot be asked. */
  readonly highWatermark: number | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
}
