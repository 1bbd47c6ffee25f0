/** The supervisor of threads: the same rules as for actors, over whole threads. */
import { clearTimeout, setTimeout } from 'node:timers'
import {
  type BackOff,
  type RestartLimit,
  type Supervised,
  Supervisor,
  supervisor,
} from '../supervisor.ts'
import type { HostedThread, ThreadEnd } from './hosted-thread.ts'
import { liveClock } from './live-clock.ts'
import { ThreadHost, type ThreadHostOptions } from './thread-host.ts'

export interface ThreadSupervisorOptions extends Omit<ThreadHostOptions, 'ended'> {
  readonly name: string
  readonly limit: RestartLimit
  readonly backOff: BackOff
  /** A thread has died without being told to; it restarts unless `gaveUp` follows. */
  crashed(name: string, end: ThreadEnd): void
  /** More deaths than the limit allows: nothing is restarted any more. */
  gaveUp(because: string): void
}

/** One-for-one: a thread that dies is restarted alone, after a back-off. */
export class ThreadSupervisor {
  readonly host: ThreadHost
  private readonly options: ThreadSupervisorOptions
  private readonly root: Supervisor
  private readonly children = new Map<string, ThreadChild>()

  constructor(options: ThreadSupervisorOptions) {
    this.options = options
    this.host = new ThreadHost({ ...options, ended: (thread, end) => this.ended(thread, end) })
    const { name, limit, backOff } = options
    const spec = supervisor({ name, strategy: 'one-for-one', limit, backOff })
    this.root = new Supervisor(spec, name, null, {
      monotonicMs: () => liveClock.monotonicMs(),
      later(delayMs, action) {
        const timer = setTimeout(action, delayMs)
        return () => clearTimeout(timer)
      },
      gaveUp: (_, because) => options.gaveUp(because),
      forgotten() {},
    })
    this.root.start()
  }

  /** Starts a thread, and restarts it when it dies. */
  add(name: string, boot: unknown): HostedThread {
    const child = new ThreadChild(this.host, name, boot)
    this.children.set(name, child)
    this.root.adopt(child)
    return this.host.get(name) as HostedThread
  }

  restartsOf(name: string): number {
    return this.children.get(name)?.restarts ?? 0
  }

  /** Stops the threads of one name after the other, each within `boundMs`, and restarts none. */
  async stop(groups: readonly (readonly string[])[], boundMs: number): Promise<void> {
    this.root.abandon()
    for (const names of groups) {
      await Promise.all(names.map((name) => this.host.get(name)?.stop(boundMs)))
    }
    await this.host.closePool()
  }

  private ended({ name }: HostedThread, end: ThreadEnd): void {
    const child = this.children.get(name)
    if (child === undefined || !this.root.running) return
    child.running = false
    this.options.crashed(name, end)
    this.root.childCrashed(child, `${name}: ${end.because}`)
  }
}

class ThreadChild implements Supervised {
  readonly name: string
  readonly restart = 'permanent' as const
  running = false
  restarts = -1
  private readonly host: ThreadHost
  private readonly boot: unknown

  constructor(host: ThreadHost, name: string, boot: unknown) {
    this.host = host
    this.name = name
    this.boot = boot
  }

  start(): boolean {
    this.host.start(this.name, this.boot)
    this.restarts++
    this.running = true
    return true
  }

  /** Only when the supervisor gives up: what follows then ends the threads in order. */
  stop(): void {
    this.running = false
  }
}
