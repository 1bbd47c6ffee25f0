/** Sockets for tests of the simulator: a server and a client that note what happens to them. */
import { Actor } from '../../../runtime/actor.ts'
import { loadXxh } from '../../../runtime/platform/xxh.ts'
import type { Machine } from '../../../runtime/simulator/machine.ts'
import { Simulator, type SimulatorOptions } from '../../../runtime/simulator/simulator.ts'
import { child, supervisor } from '../../../runtime/supervisor.ts'

const xxh = await loadXxh()

export const address = { host: 'h', port: 9092 }
const maxFrameBytes = 1_000_000

export type Step = readonly [what: string, detail: unknown]

/** One end or many: does what it is told, and notes what comes of it. */
export class Plug extends Actor {
  private readonly steps: Step[]

  constructor(ctx: Actor['ctx'], steps: Step[]) {
    super(ctx)
    this.steps = steps
  }

  listen(_: null): void {
    this.ctx.network.listen(address)
  }

  connect({ timeoutMs }: { timeoutMs: number }): void {
    this.ctx.network.connect({ ...address, timeoutMs })
  }

  read({ socket }: { socket: number }): void {
    this.ctx.network.read(socket)
  }

  /** Frames with payloads of these lengths, each byte the number of its frame. */
  write({ socket, lengths }: { socket: number; lengths: number[] }): void {
    this.ctx.network.write(
      socket,
      lengths.map((length, index) => {
        const bytes = new Uint8Array(4 + length).fill(index)
        new DataView(bytes.buffer).setInt32(0, length)
        return bytes
      }),
    )
  }

  close({ socket, how }: { socket: number; how: 'end' | 'reset' }): void {
    this.ctx.network.close(socket, how)
  }

  crash(_: null): void {
    throw new Error('crash')
  }

  listening({ port }: { port: number }): void {
    this.steps.push(['listening', port])
  }

  listenFailed({ code }: { code: string }): void {
    this.steps.push(['listenFailed', code])
  }

  accepted({ socket }: { socket: number; remote: string }): void {
    this.steps.push(['accepted', socket])
    this.ctx.network.adopt(socket, maxFrameBytes)
  }

  connected({ socket }: { socket: number }): void {
    this.steps.push(['connected', socket])
    this.ctx.network.adopt(socket, maxFrameBytes)
  }

  connectFailed({ code }: { code: string }): void {
    this.steps.push(['connectFailed', code])
  }

  frame({ bytes }: { socket: number; bytes: Uint8Array }): void {
    const same = bytes.every((byte) => byte === bytes[0])
    this.steps.push(['frame', same ? [bytes[0] ?? -1, bytes.length] : 'mixed'])
  }

  socketClosed({ reason }: { socket: number; reason: string }): void {
    this.steps.push(['closed', reason])
  }
}

/** Two machines, `server` and `client`, with a plug each. */
export class Wiring {
  readonly simulator: Simulator
  readonly server: Machine
  readonly client: Machine
  private readonly steps = new Map<Machine, Step[]>()

  constructor(options: Partial<SimulatorOptions> = {}) {
    this.simulator = new Simulator({ seed: 1, xxh, ...options })
    this.server = this.add('server')
    this.client = this.add('client')
    this.run(1)
    this.order(this.server, 'listen', null)
    this.run(1)
  }

  add(name: string): Machine {
    const steps: Step[] = []
    const limit = { restarts: 100, withinMs: 1_000 }
    const children = [child('plug', (ctx) => new Plug(ctx, steps))]
    const tree = supervisor({ name: 'root', strategy: 'one-for-one', limit, children })
    const machine = this.simulator.system(name, tree)
    this.steps.set(machine, steps)
    return machine
  }

  order(machine: Machine, type: string, message: unknown): void {
    const incarnation = machine.system?.tree.cells.get('root/plug')?.incarnation ?? 0
    machine.system?.input({ path: 'root/plug', incarnation }, type, message)
  }

  run(forMs: number): void {
    this.simulator.run({ untilMs: this.simulator.nowMs + forMs })
  }

  /** What a machine has noted since the last call. */
  noted(machine: Machine): Step[] {
    return (this.steps.get(machine) ?? []).splice(0)
  }

  /** Connects; the numbers of the two sockets. */
  connect(): { near: number; far: number } {
    this.noted(this.server)
    this.order(this.client, 'connect', { timeoutMs: 1_000 })
    this.run(5)
    const [[connected, near]] = this.noted(this.client) as [Step]
    const [[accepted, far]] = this.noted(this.server) as [Step]
    if (connected !== 'connected' || accepted !== 'accepted') throw new Error('not connected')
    return { near: near as number, far: far as number }
  }
}
