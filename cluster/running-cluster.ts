/** A cluster that runs: its status, its end. */
import process from 'node:process'
import { type Boot, systemOf } from '../cluster-config/boot.ts'
import type { ClusterStatus, ControlTarget } from '../control/target.ts'
import type { HostedThread } from '../runtime/threads/hosted-thread.ts'
import type { ThreadSupervisor } from '../runtime/threads/thread-supervisor.ts'
import { Utilisation } from '../runtime/threads/utilisation.ts'
import { type Boots, bootstrapOf } from './boots.ts'
import {
  actorRows,
  brokerStatus,
  controllerStatus,
  partitionStatus,
  type ThreadView,
} from './cluster-status.ts'
import type { DataDirectory } from './data-directory.ts'
import type { LogStorage } from './log-storage.ts'

/** How long the threads of one kind have to stop in order. */
const stopBoundMs = 2_000

/** A thread, and how busy it is. */
interface Answered extends ThreadView {
  readonly utilisation: number
}

export class RunningCluster implements ControlTarget {
  readonly clusterId: string
  readonly bootstrap: string
  /** Rejects when the cluster ends without being told to; never settles otherwise. */
  readonly failed: Promise<never>
  /** From the start of the process to the first Metadata answer with all brokers. */
  readyMs = -1
  private readonly boots: Boots
  private readonly threads: ThreadSupervisor
  private readonly directory: DataDirectory | null
  private readonly storage: LogStorage
  private readonly utilisation = new Utilisation()
  private readonly began = new WeakSet<HostedThread>()
  private stopping: Promise<void> | null = null

  constructor(
    boots: Boots,
    threads: ThreadSupervisor,
    { directory, storage }: { directory: DataDirectory | null; storage: LogStorage },
    failed: Promise<never>,
  ) {
    this.boots = boots
    this.threads = threads
    this.directory = directory
    this.storage = storage
    this.failed = failed
    this.clusterId = boots.controllers.clusterId
    this.bootstrap = bootstrapOf(boots)
  }

  /** Answers within about 2 s; of frozen threads nothing but their names is known. */
  async status(): Promise<ClusterStatus & { rssBytes: number }> {
    const { controllers, brokers } = this.boots
    const threads = await Promise.all([controllers, ...brokers].map((boot) => this.ask(boot)))
    const main = { name: 'main', utilisation: this.utilisation.now() }
    return {
      clusterId: this.clusterId,
      bootstrap: this.bootstrap,
      pid: process.pid,
      uptimeMs: Math.round(performance.now()),
      rssBytes: process.memoryUsage.rss(),
      data: this.directory?.path ?? null,
      brokers: brokers.map((boot) => brokerStatus(boot, threads)),
      controllers: controllers.controllerIds.map((id) =>
        controllerStatus(id, systemOf(controllers), threads),
      ),
      threads: [main, ...threads].map(({ name, utilisation }) => ({
        name,
        eventLoopUtilisation: utilisation,
      })),
      actors: actorRows(threads),
      partitions: partitionStatus(threads),
    }
  }

  /** Brokers first, then the controllers; each within its bound, by force after it. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll()
    return this.stopping
  }

  private async stopAll(): Promise<void> {
    const { controllers, brokers } = this.boots
    const groups = [brokers.map(systemOf), [systemOf(controllers)]]
    try {
      await this.threads.stop(groups, stopBoundMs)
    } finally {
      this.storage.release()
      this.directory?.release()
    }
  }

  private async ask(boot: Boot): Promise<Answered> {
    const name = systemOf(boot)
    const restarts = Math.max(0, this.threads.restartsOf(name))
    const thread = this.threads.host.get(name)
    if (thread === undefined) return { name, restarts, state: 'down', actors: [], utilisation: 0 }
    const state = this.stateOf(thread)
    try {
      const { actors, utilisation } = await thread.calls.call('status')
      return { name, restarts, state: 'running', actors, utilisation }
    } catch {
      return { name, restarts, state, actors: [], utilisation: 1 } // frozen, or it has just died
    }
  }

  private stateOf(thread: HostedThread): 'running' | 'starting' {
    if (this.began.has(thread)) return 'running'
    thread.started.then(
      () => this.began.add(thread),
      () => {},
    )
    return 'starting'
  }
}
