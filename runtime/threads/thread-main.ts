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
import { LiveSystem } from './live-system.ts'
import {
  type FromThread,
  systemFailedExitCode,
  type ThreadControl,
  type ThreadData,
  type ToThread,
} from './thread-protocol.ts'
import { Utilisation } from './utilisation.ts'

/** Called once by the entry of a thread. `build` makes the tree from what the host was given. */
export async function runThread<Boot>(
  build: (boot: Boot) => Promise<SupervisorSpec>,
): Promise<void> {
  const data = workerData as ThreadData
  const { wires } = data
  const say = (message: FromThread): void => wires.postMessage(message)
  const observer = new LiveObserver(data.forward, (event) => say({ kind: 'event', event }))
  const system = new LiveSystem({
    name: data.system,
    tree: await build(data.boot as Boot),
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
    else system.links.cut(message.system)
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
    record: (capacity) => observer.record(capacity),
    recording: () => exactBytes(observer.recording()),
  }
}
