/** An actor system on this thread: its actors serve a real socket, wait on real time, and stop. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { Actor } from '../../../runtime/actor.ts'
import type { SocketId } from '../../../runtime/ports/network.ts'
import { child, supervisor } from '../../../runtime/supervisor.ts'
import { LiveObserver } from '../../../runtime/threads/live-observer.ts'
import { LiveSystem } from '../../../runtime/threads/live-system.ts'
import { assert, suite } from '../../harness.ts'
import { frame } from './network-probe.ts'

const test = suite('live system')

/** Sends every frame back after 20 ms; says goodbye when it is stopped; crashes at an empty one. */
class Echo extends Actor {
  private socket: SocketId = -1

  protected override started(): void {
    this.ctx.network.listen({ host: '127.0.0.1', port: 0 })
  }

  protected override stopping(): void {
    if (this.socket >= 0) this.ctx.network.write(this.socket, [Uint8Array.of(255)])
  }

  listening({ port }: { port: number }): void {
    this.ctx.trace('listening', { port })
  }

  accepted({ socket }: { socket: SocketId }): void {
    this.socket = socket
    this.ctx.network.adopt(socket, 100)
    this.ctx.network.read(socket)
  }

  frame({ bytes }: { bytes: Uint8Array }): void {
    if (bytes.length === 0) throw new Error('an empty frame')
    this.ctx.after(this, 20).answer({ bytes })
  }

  answer({ bytes }: { bytes: Uint8Array }): void {
    this.ctx.network.write(this.socket, [bytes])
    this.ctx.network.read(this.socket)
  }

  socketClosed(): void {}
}

interface Started {
  readonly system: LiveSystem
  /** The port of the n-th life of the actor. */
  port(life: number): Promise<number>
  readonly failures: string[]
}

function started(restarts: number): Started {
  const ports: number[] = []
  const failures: string[] = []
  let wake = (): void => {}
  const observer = new LiveObserver(['listening'], ({ details }) => {
    ports.push(details['port'] as number)
    wake()
  })
  const tree = supervisor({
    name: 'root',
    strategy: 'one-for-one',
    limit: { restarts, withinMs: 60_000 },
    children: [child('echo', (ctx) => new Echo(ctx))],
  })
  const failed = (reason: string): void => {
    failures.push(reason)
    wake()
  }
  const settings = { name: 's', tree, life: 1, observer, checkInvariants: true, failed }
  const system = new LiveSystem(settings)
  system.start()
  const port = async (life: number): Promise<number> => {
    while (ports.length < life) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return ports[life - 1] as number
  }
  return { system, port, failures }
}

test('an actor answers on a socket after a wait; what it writes at its end arrives', async () => {
  const { system, port } = started(0)
  const client = connect(await port(1), '127.0.0.1')
  const startMs = performance.now()
  client.write(frame(Uint8Array.of(1, 2)))
  assert.equal([...(await once(client, 'data'))[0]], [1, 2])
  assert.ok(performance.now() - startMs >= 19)
  const goodbye = once(client, 'data')
  const ended = once(client, 'close')
  const stopped = system.stop()
  assert.equal([...(await goodbye)[0]], [255])
  await ended
  await stopped
})

test('a crash ends the sockets of that life; the next one listens anew', async () => {
  const { system, port, failures } = started(1)
  const client = connect(await port(1), '127.0.0.1')
  client.write(frame(new Uint8Array(0)))
  await once(client.resume(), 'close')
  const again = connect(await port(2), '127.0.0.1')
  again.write(frame(Uint8Array.of(9)))
  assert.equal([...(await once(again, 'data'))[0]], [9])
  assert.is(system.status().actors[0]?.restarts, 1)
  assert.equal(failures, [])
  again.destroy()
  await system.stop()
})

test('a system that fails says so once, and lets its sockets go', async () => {
  const { system, port, failures } = started(0)
  const client = connect(await port(1), '127.0.0.1')
  client.on('error', () => {})
  await once(client, 'connect')
  assert.is(system.crashActor('root/echo'), true)
  await once(client.resume(), 'close')
  assert.equal(failures, ['supervisor root gave up: crashed on demand'])
  assert.is(system.crashActor('root/echo'), false)
  await system.stop()
})

test.run()
