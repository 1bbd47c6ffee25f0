/** Brings a cluster up: its directory, its ports, one thread per broker, a first real answer. */
import process from 'node:process'
import { clearTimeout, setTimeout } from 'node:timers'
import { controllerPath } from '../actors/broker/broker-view.ts'
import { systemOf } from '../cluster-config/boot.ts'
import type { ClusterConfig } from '../cluster-config/define-cluster.ts'
import { UserError } from '../cluster-config/user-error.ts'
import { ThreadSupervisor } from '../runtime/threads/thread-supervisor.ts'
import type { TraceEvent } from '../runtime/trace.ts'
import { machineBootId } from './boot-id.ts'
import { type Boots, bootsOf, bootstrapOf, type Identity } from './boots.ts'
import { type CrashReport, CrashReports } from './crash-reports.ts'
import { DataDirectory, newClusterId } from './data-directory.ts'
import { createTopics, firstFullMetadata } from './first-metadata.ts'
import { drawFreePorts } from './free-ports.ts'
import { type LogStorage, logStorageOf } from './log-storage.ts'
import { RunningCluster } from './running-cluster.ts'
import { type Say, sayEvent, threadEvents } from './thread-events.ts'
import { threadSettings } from './thread-settings.ts'
import { WireClient } from './wire-client.ts'

export interface LaunchOptions {
  /** Where the control server of this cluster is, token included; empty for none. */
  readonly controlUrl: string
  /** What there is to tell while the cluster runs: crashes, restarts, what actors log. */
  readonly say: Say
}

/** How long a start may take on a machine that is very busy. */
const readyBoundMs = 30_000

/** Settles when a broker has answered a Metadata request with all brokers, and the topics exist. */
export async function launchCluster(
  config: ClusterConfig,
  { controlUrl, say }: LaunchOptions,
): Promise<RunningCluster> {
  const directory = config.data === null ? null : DataDirectory.open(config.data, config.clusterId)
  let storage: LogStorage | null = null
  try {
    storage = logStorageOf(config)
    const boots = bootsOf(config, await identityOf(config, directory), storage, controlUrl)
    const launch = new Launch(boots, directory, storage, say)
    await launch.ready(config)
    const { clusterId } = boots.controllers
    const bootstrap = bootstrapOf(boots)
    directory?.publish({ pid: process.pid, clusterId, bootstrap, control: controlUrl })
    return launch.cluster
  } catch (error) {
    storage?.release()
    directory?.release()
    throw error
  }
}

async function identityOf(
  config: ClusterConfig,
  directory: DataDirectory | null,
): Promise<Identity> {
  const clusterId = directory?.clusterId ?? config.clusterId ?? newClusterId()
  const bootId = machineBootId()
  const ids = Array.from({ length: config.brokers }, (_, index) => config.firstId + index)
  if (config.port > 0) {
    directory?.keep(new Map())
    return { clusterId, bootId, ports: ids.map((_, index) => config.port + index) }
  }
  const missing = ids.filter((id) => directory?.ports.get(id) === undefined)
  const drawn = await drawFreePorts(missing.length, config.host)
  const ports = new Map(missing.map((id, index) => [id, drawn[index] as number]))
  directory?.keep(ports)
  return {
    clusterId,
    bootId,
    ports: ids.map((id) => (ports.get(id) ?? directory?.ports.get(id)) as number),
  }
}

/** One start: its threads, and whatever may go wrong with them until all are ready. */
class Launch {
  readonly cluster: RunningCluster
  private readonly boots: Boots
  private readonly threads: ThreadSupervisor
  private readonly say: Say
  private readonly crashReports = new CrashReports((report) => this.report(report))
  private readonly broken: Promise<never>
  private breakOff: (error: UserError) => void = () => {}
  private starting = true
  private firstListening: (port: number) => void = () => {}

  constructor(boots: Boots, directory: DataDirectory | null, storage: LogStorage, say: Say) {
    this.boots = boots
    this.say = say
    this.broken = new Promise((_, reject) => {
      this.breakOff = reject
    })
    this.broken.catch(() => {}) // a failure that nobody waits for any more
    this.threads = new ThreadSupervisor({
      ...threadSettings,
      forward: threadEvents,
      happened: (event) => this.happened(event),
      crashed: (name, { because }) => this.threadDied(name, because),
      gaveUp: (because) => this.gaveUp(because),
    })
    this.cluster = new RunningCluster(boots, this.threads, { directory, storage }, this.broken)
  }

  async ready({ host, topics }: ClusterConfig): Promise<void> {
    const bound = setTimeout(() => {
      const text = `the cluster was not ready within ${readyBoundMs / 1_000} s`
      this.breakOff(new UserError(text, { exitCode: 1 }))
    }, readyBoundMs)
    const listening = new Promise<number>((resolve) => {
      this.firstListening = resolve
    })
    try {
      const { controllers, brokers } = this.boots
      for (const boot of [controllers, ...brokers]) this.threads.add(systemOf(boot), boot)
      const answered = this.firstAnswer(reachable(host), listening, topics)
      await Promise.race([answered, this.broken])
    } catch (error) {
      await this.cluster.stop()
      throw error
    } finally {
      clearTimeout(bound)
      this.starting = false
    }
  }

  private async firstAnswer(
    host: string,
    listening: Promise<number>,
    topics: ClusterConfig['topics'],
  ): Promise<void> {
    const client = await WireClient.open(host, await listening)
    try {
      await firstFullMetadata(client, this.boots.brokers.length)
      this.cluster.readyMs = Math.round(performance.now())
      await createTopics(client, topics)
    } finally {
      client.close()
    }
  }

  private happened(event: TraceEvent): void {
    sayEvent(event, this.say)
    this.crashReports.happened(event)
    const { type, details } = event
    if (type === 'listening') this.firstListening(details['port'] as number)
    if (type === 'listenFailed' && this.starting) {
      this.breakOff(cannotListen(details['port'] as number, details['code'] as string))
    }
  }

  private threadDied(name: string, because: string): void {
    this.say('error', `thread ${name} died: ${because}`)
    const broker = this.boots.brokers.find((boot) => systemOf(boot) === name)
    if (broker !== undefined) this.crashReports.crashed(name, broker.brokerId)
  }

  /** To every controller: only the active one takes it. One that is dead hears it next time. */
  private report(report: CrashReport): void {
    const { controllers } = this.boots
    const thread = this.threads.host.get(systemOf(controllers))
    for (const id of controllers.controllerIds) {
      thread?.calls.call('tell', controllerPath(id), 'brokerDied', report).catch(() => {})
    }
  }

  private gaveUp(because: string): void {
    this.breakOff(new UserError(`the cluster gave up: ${because}`, { exitCode: 1 }))
    this.crashReports.stop()
    void this.cluster.stop()
  }
}

/** An address that means every address is reached at the loopback one. */
function reachable(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
}

function cannotListen(port: number, code: string): UserError {
  if (code === 'EADDRINUSE') {
    return new UserError(`port ${port} is in use`, {
      exitCode: 1,
      hint: 'stop what listens there, or choose other ports: --port 0 takes free ones',
    })
  }
  return new UserError(`a broker cannot listen on port ${port}: ${code}`, { exitCode: 1 })
}
