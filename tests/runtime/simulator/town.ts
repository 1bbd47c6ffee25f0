/**
 * A small world that uses everything a simulation has: links, sockets, disks, chance and faults.
 */
import { Actor } from '../../../runtime/actor.ts'
import type { Answered } from '../../../runtime/ask.ts'
import type { Xxh } from '../../../runtime/ports/codecs.ts'
import { type ReplyTo, refTo } from '../../../runtime/ref.ts'
import { schedule } from '../../../runtime/simulator/faults.ts'
import type { Kept } from '../../../runtime/simulator/history.ts'
import { drawFaults } from '../../../runtime/simulator/nemesis.ts'
import { Simulator } from '../../../runtime/simulator/simulator.ts'
import { type ChildSpec, child, supervisor } from '../../../runtime/supervisor.ts'
import type { TraceEvent } from '../../../runtime/trace.ts'

const address = { host: 'server', port: 9092 }
const names = ['server', 'client-1', 'client-2']

/** Answers every frame with the size of its log, once the frame is synced. */
class Server extends Actor {
  protected override started(): void {
    this.ctx.network.listen(address)
  }

  listening(_: object): void {}

  accepted({ socket }: { socket: number }): void {
    this.ctx.network.adopt(socket, 4_096)
    this.ctx.network.read(socket)
  }

  frame({ socket, bytes }: { socket: number; bytes: Uint8Array }): void {
    this.ctx.disk.append('log', bytes)
    this.ctx.disk.sync('log', ({ error }) => {
      if (error !== null) throw new Error(error)
      this.ctx.network.write(socket, [framed(this.ctx.disk.sizeOf('log') & 0xff, 1)])
      this.ctx.network.read(socket)
    })
  }

  socketClosed(_: object): void {}
}

/** Sends frames one after the other, and comes back when it loses its connection. */
class Client extends Actor {
  private answers = 0

  protected override started(): void {
    this.connect({})
  }

  connect(_: object): void {
    this.ctx.network.connect({ ...address, timeoutMs: 500 })
  }

  connected({ socket }: { socket: number }): void {
    this.ctx.network.adopt(socket, 4_096)
    this.send(socket)
  }

  connectFailed(_: object): void {
    this.ctx.after(this, 20).connect({})
  }

  frame({ socket }: { socket: number; bytes: Uint8Array }): void {
    this.answers++
    this.ctx.trace('answered', { answers: this.answers })
    this.send(socket)
  }

  socketClosed(_: object): void {
    this.ctx.after(this, 20).connect({})
  }

  private send(socket: number): void {
    const length = 1 + this.ctx.random(3_000)
    this.ctx.network.write(socket, [framed(this.answers & 0xff, length)])
    this.ctx.network.read(socket)
  }
}

/** Asks the gossip of another system every few milliseconds. */
class Gossip extends Actor {
  private readonly heard = new Map<string, number>()

  protected override started(): void {
    this.talk({})
  }

  talk(_: object): void {
    const other = names[this.ctx.random(names.length)] as string
    const ref = refTo<Gossip>(other, 'root/gossip')
    this.ctx
      .ask(ref, 50)
      .hear({ heard: new Map(this.heard) })
      .answers(this.answered, other)
    this.ctx.after(this, 1 + this.ctx.random(10)).talk({})
  }

  hear({ heard, replyTo }: { heard: Map<string, number>; replyTo: ReplyTo<number> }): void {
    for (const [name, count] of heard) {
      this.heard.set(name, Math.max(count, this.heard.get(name) ?? 0))
    }
    this.ctx.reply(replyTo, this.heard.size)
  }

  answered({ tag }: Answered<number, string>): void {
    this.heard.set(tag, (this.heard.get(tag) ?? 0) + 1)
  }
}

export interface Town {
  readonly simulator: Simulator
  readonly events: TraceEvent[]
}

/** A town after three virtual seconds with a fault every 150 ms or so. */
export function town(
  seed: number,
  xxh: Xxh,
  { wire = false, keep }: { wire?: boolean; keep?: Kept } = {},
): Town {
  const events: TraceEvent[] = []
  const observer = {
    delivered() {},
    drew() {},
    event: (event: TraceEvent) => void events.push(event),
  }
  const options = { seed, xxh, wire, observer, restartMs: 50 }
  const simulator = new Simulator(keep === undefined ? options : { ...options, keep })
  simulator.system('server', tree(child('server', (ctx) => new Server(ctx))))
  for (const name of names.slice(1)) {
    simulator.system(name, tree(child('client', (ctx) => new Client(ctx))))
  }
  const faults = drawFaults(simulator, {
    faults: 20,
    fromMs: 100,
    toMs: 2_800,
    forMs: [10, 200],
    systems: names,
    kinds: ['crash', 'power-loss', 'freeze', 'partition', 'loss', 'disk-death'],
  })
  schedule(simulator, faults)
  simulator.run({ untilMs: 3_000 })
  return { simulator, events }
}

function tree(worker: ChildSpec) {
  return supervisor({
    name: 'root',
    strategy: 'one-for-one',
    limit: { restarts: 100, withinMs: 1_000 },
    children: [worker, child('gossip', (ctx) => new Gossip(ctx))],
  })
}

function framed(fill: number, length: number): Uint8Array {
  const bytes = new Uint8Array(4 + length).fill(fill)
  new DataView(bytes.buffer).setInt32(0, length)
  return bytes
}
