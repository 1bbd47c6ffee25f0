/** One life of a thread, as the main thread sees it. */
import { setTimeout } from 'node:timers/promises'
import {
  MessageChannel,
  type MessagePort,
  type ResourceLimits,
  receiveMessageOnPort,
  type TransferListItem,
  Worker,
} from 'node:worker_threads'
import type { TraceEvent } from '../trace.ts'
import { ControlCalls } from './control-call.ts'
import type { Pool } from './pool.ts'
import type { FromThread, ThreadControl, ThreadData, ToThread } from './thread-protocol.ts'

/** What a thread needs from the process around it. */
export interface ThreadWorld {
  readonly pool: Pool
  happened(event: TraceEvent): void
}

/** How a thread ended. */
export interface ThreadEnd {
  readonly exitCode: number
  /** In words: what it said last, or what it died of. */
  readonly because: string
}

export class HostedThread {
  readonly name: string
  readonly life: number
  readonly calls: ControlCalls<ThreadControl>
  /** Its actors run. Rejects when it ends before. */
  readonly started: Promise<void>
  readonly ended: Promise<ThreadEnd>
  private readonly worker: Worker
  private readonly wires: MessagePort
  private because: string | null = null

  constructor(
    { system, life }: { system: string; life: number },
    worker: Worker,
    wires: MessagePort,
    world: ThreadWorld,
  ) {
    this.name = system
    this.life = life
    this.worker = worker
    this.wires = wires
    this.calls = new ControlCalls<ThreadControl>(`thread ${system}`, worker)
    let began: () => void = () => {}
    const heard = (message: FromThread): void => {
      if (message.kind === 'started') began()
      else if (message.kind === 'event') world.happened(message.event)
      else if (message.kind === 'compute') this.compute(message, world.pool)
      else this.because = message.reason
    }
    wires.on('message', heard)
    this.ended = new Promise((resolve) => {
      worker.on('error', (error) => {
        this.because ??= error.stack ?? `${error.name}: ${error.message}`
      })
      worker.on('exit', (exitCode) => {
        // Its last words may still lie in the port.
        for (let last = receiveMessageOnPort(wires); last; last = receiveMessageOnPort(wires)) {
          heard(last.message)
        }
        wires.close()
        const because = this.because ?? `exit code ${exitCode}`
        this.calls.died(because)
        resolve({ exitCode, because })
      })
    })
    this.started = new Promise((resolve, reject) => {
      began = resolve
      void this.ended.then(({ because }) => reject(new Error(`${system}: ${because}`)))
    })
    this.started.catch(() => {}) // whoever waits for it hears of it; nobody has to
  }

  private compute({ id, task }: Extract<FromThread, { kind: 'compute' }>, pool: Pool): void {
    const answer = (found: unknown) => this.wire({ kind: 'computed', id, found })
    pool.run(task).then(answer, () => answer(null))
  }

  wire(message: ToThread, transfer: readonly TransferListItem[] = []): void {
    this.wires.postMessage(message, transfer)
  }

  /** Stops its actors in order, and ends it by force when that takes longer than `boundMs`. */
  async stop(boundMs: number): Promise<ThreadEnd> {
    const inOrder = this.calls.call('stop').then(
      () => this.ended,
      () => this.ended, // it died, or is frozen
    )
    const bound = new AbortController()
    const tooLong = setTimeout(boundMs, null, { signal: bound.signal }).catch(() => null)
    const end = await Promise.race([inOrder, tooLong])
    bound.abort()
    return end ?? this.kill('did not stop in time')
  }

  /** Ends it at once, in whatever it does. */
  async kill(because: string): Promise<ThreadEnd> {
    this.because ??= because
    await this.worker.terminate()
    return this.ended
  }
}

/** Starts a worker on the module `entry`. */
export function startThread(
  entry: URL,
  data: Omit<ThreadData, 'wires'>,
  resourceLimits: ResourceLimits,
  world: ThreadWorld,
): HostedThread {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(entry, {
    name: data.system,
    workerData: { ...data, wires: port2 },
    transferList: [port2, ...data.links.map(({ port }) => port)],
    resourceLimits,
  })
  return new HostedThread(data, worker, port1, world)
}
