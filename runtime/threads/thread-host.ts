/** The host of all threads: starts and ends them, links them to each other, and sees them die. */
import { MessageChannel, type ResourceLimits } from 'node:worker_threads'
import type { TraceEvent } from '../trace.ts'
import { type HostedThread, startThread, type ThreadEnd } from './hosted-thread.ts'
import { Pool } from './pool.ts'

export interface ThreadHostOptions {
  /** The module that every thread runs; it calls `runThread`. */
  readonly entry: URL
  /** The module that the threads of the pool run. */
  readonly poolEntry: URL
  /** Types of the trace events that `happened` sees. */
  readonly forward: readonly string[]
  readonly checkInvariants: boolean
  readonly resourceLimits: ResourceLimits
  happened(event: TraceEvent): void
  /** A thread has ended, by itself or because it was told to. */
  ended(thread: HostedThread, end: ThreadEnd): void
}

export class ThreadHost {
  private readonly options: ThreadHostOptions
  private readonly pool: Pool
  private readonly running = new Map<string, HostedThread>()
  /** How often each name has been started. */
  private readonly lives = new Map<string, number>()

  constructor(options: ThreadHostOptions) {
    this.options = options
    this.pool = new Pool(options.poolEntry)
  }

  get(name: string): HostedThread | undefined {
    return this.running.get(name)
  }

  all(): HostedThread[] {
    return [...this.running.values()]
  }

  /** Nothing is computed any more. */
  closePool(): Promise<void> {
    return this.pool.close()
  }

  /** Starts a new life of the thread `name`, linked with every other that runs. */
  start(name: string, boot: unknown): HostedThread {
    if (this.running.has(name)) throw new Error(`thread ${name} runs already`)
    const life = (this.lives.get(name) ?? 0) + 1
    this.lives.set(name, life)
    const links = this.all().map((other) => {
      const { port1, port2 } = new MessageChannel()
      other.wire({ kind: 'connect', link: { system: name, port: port2 } }, [port2])
      return { system: other.name, port: port1 }
    })
    const { entry, forward, checkInvariants, resourceLimits } = this.options
    const data = { system: name, life, boot, forward, checkInvariants, links }
    const { pool } = this
    const { happened } = this.options
    const thread = startThread(entry, data, resourceLimits, { pool, happened })
    this.running.set(name, thread)
    void thread.ended.then((end) => this.buried(thread, end))
    return thread
  }

  private buried(thread: HostedThread, end: ThreadEnd): void {
    this.running.delete(thread.name)
    for (const other of this.running.values()) other.wire({ kind: 'cut', system: thread.name })
    this.options.ended(thread, end)
  }
}
