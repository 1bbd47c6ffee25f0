/** The code of a worker thread: one actor system, told what it is by its boot data. */
import process from 'node:process'
import { setImmediate } from 'node:timers'
import { parentPort, workerData } from 'node:worker_threads'
import { expose } from 'comlink'
import { must } from '../assert.ts'
import type { SupervisorSpec } from '../supervisor.ts'
import { endpointOf } from './comlink-endpoint.ts'
import { exactBytes } from './exact-bytes.ts'
import { LiveObserver } from './live-observer.ts'
import { type LiveDisk, LiveSystem } from './live-system.ts'
import type { PoolTask } from './pool.ts'
import {
  type FromThread,
  systemFailedExitCode,
  type ThreadControl,
  type ThreadData,
  type ToThread,
} from './thread-protocol.ts'
import { Utilisation } from './utilisation.ts'

/** Asks the pool of the process for a computation. */
export type Compute = (task: PoolTask) => Promise<unknown>

/** What a thread is to be. */
export interface ThreadPlan {
  readonly tree: SupervisorSpec
  /** Without one the system has a disk in memory. */
  readonly disk?: LiveDisk
}

/** Called once by the entry of a thread. `build` makes the plan from what the host was given. */
export async function runThread<Boot>(
  build: (boot: Boot, compute: Compute) => Promise<ThreadPlan>,
): Promise<void> {
  const data = workerData as ThreadData
  const { wires } = data
  const say = (message: FromThread): void => wires.postMessage(message)
  const elsewhere = new Elsewhere(say)
  const observer = new LiveObserver(data.forward, (event) => say({ kind: 'event', event }))
  const system = new LiveSystem({
    name: data.system,
    ...(await build(data.boot as Boot, elsewhere.compute)),
    life: data.life,
    observer,
    checkInvariants: data.checkInvariants,
    failed(reason) {
      say({ kind: 'failed', reason })
      setImmediate(() => process.exit(systemFailedExitCode))
    },
  })
  // What the first actors send needs the links; nothing arrives before this turn is over.
  for (const { system: other, port } of data.links) system.links.connect(other, port)
  system.start()
  wires.on('message', (message: ToThread) => {
    if (message.kind === 'connect') system.links.connect(message.link.system, message.link.port)
    else if (message.kind === 'cut') system.links.cut(message.system)
    else elsewhere.computed(message)
  })
  expose(controlOf(system, observer), endpointOf(must(parentPort ?? undefined, 'a worker')))
  say({ kind: 'started' })
}

function controlOf(system: LiveSystem, observer: LiveObserver): ThreadControl {
  const utilisation = new Utilisation()
  return {
    status: () => ({
      ...system.status(),
      utilisation: utilisation.now(),
      heapUsedBytes: process.memoryUsage().heapUsed,
    }),
    async stop() {
      await system.stop()
      setImmediate(() => process.exit(0)) // once the answer to this call is out
    },
    crashActor: (path) => system.crashActor(path),
    tell: (path, type, message) => system.tell(path, type, message),
    record: (capacity) => observer.record(capacity),
    recording: () => exactBytes(observer.recording()),
  }
}

/** Questions of this thread that are with the pool. */
class Elsewhere {
  private readonly say: (message: FromThread) => void
  private readonly asked = new Map<number, (found: unknown) => void>()
  private ids = 0

  constructor(say: (message: FromThread) => void) {
    this.say = say
  }

  readonly compute: Compute = (task) =>
    new Promise((resolve) => {
      this.asked.set(++this.ids, resolve)
      this.say({ kind: 'compute', id: this.ids, task })
    })

  computed({ id, found }: Extract<ToThread, { kind: 'computed' }>): void {
    this.asked.get(id)?.(found)
    this.asked.delete(id)
  }
}
