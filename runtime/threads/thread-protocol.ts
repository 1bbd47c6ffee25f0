/** What the main thread and a worker say to each other, beside the calls of `ThreadControl`. */
import type { MessagePort } from 'node:worker_threads'
import type { Recorded } from '../recorder.ts'
import type { ActorStatus } from '../status.ts'
import type { TraceEvent } from '../trace.ts'
import type { PoolTask } from './pool.ts'

/** The workerData of every thread. */
export interface ThreadData {
  /** The name of the thread and of its actor system. */
  readonly system: string
  readonly life: number
  /** What the entry builds its tree from. */
  readonly boot: unknown
  /** Types of the trace events that the main thread wants to see. */
  readonly forward: readonly string[]
  readonly checkInvariants: boolean
  readonly wires: MessagePort
  /** The systems that live already, and the way to each. */
  readonly links: readonly Link[]
}

export interface Link {
  readonly system: string
  readonly port: MessagePort
}

/** From the main thread, on the wires. */
export type ToThread =
  /** A new life of a system has begun. */
  | { kind: 'connect'; link: Link }
  /** A system has died. */
  | { kind: 'cut'; system: string }
  /** The end of a computation; null when it failed. */
  | { kind: 'computed'; id: number; found: unknown }

/** To the main thread, on the wires. */
export type FromThread =
  | { kind: 'started' }
  | { kind: 'event'; event: TraceEvent }
  /** A computation over a file, for the pool of the process. */
  | { kind: 'compute'; id: number; task: PoolTask }
  /** The actor system is dead; the thread ends itself. */
  | { kind: 'failed'; reason: string }

export interface ThreadStatus {
  readonly actors: ActorStatus[]
  /** Messages that wait, over all actors. */
  readonly backlog: number
  readonly deadLetters: number
  /** The share of the last seconds in which the thread's event loop was busy, 0 to 1. */
  readonly utilisation: number
  readonly heapUsedBytes: number
}

/** What the main thread can ask of a thread. */
export interface ThreadControl {
  status(): ThreadStatus
  /** Stops all actors in order; the thread ends afterwards. */
  stop(): Promise<void>
  /** False when no such actor runs. */
  crashActor(path: string): boolean
  /** A message from outside the actors, to the one that lives at `path`. */
  tell(path: string, type: string, message: unknown): void
  /** Keeps the last `capacity` deliveries, draws and events; 0 ends it. */
  record(capacity: number): void
  recording(): { entries: Recorded[]; dropped: number }
}

/** The exit code of a thread whose actor system has failed. */
export const systemFailedExitCode = 70
