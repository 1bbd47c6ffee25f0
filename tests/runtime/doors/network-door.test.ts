/** Tests of the socket operations of actors: they leave with the tick, in order, or not at all. */
import { Actor } from '../../../runtime/actor.ts'
import { MemoryDisk } from '../../../runtime/memory-disk.ts'
import type { NetworkPort, Owner } from '../../../runtime/ports/network.ts'
import { assert, suite } from '../../harness.ts'
import { flat, Workbench } from '../support/workbench.ts'

const test = suite('network door')

class Speaker extends Actor {
  protected override started(): void {
    this.ctx.network.listen({ host: 'h', port: 1 })
  }

  speak(_: null): void {
    const { network, disk } = this.ctx
    network.connect({ host: 'h', port: 2, timeoutMs: 3 })
    network.adopt(4, 100)
    network.read(4)
    network.write(4, [new Uint8Array([1])])
    disk.append('f', new Uint8Array([1]))
    network.close(4, 'end')
  }

  writeAndThrow(_: null): void {
    this.ctx.network.write(4, [])
    throw new Error('after the write')
  }

  writeAndEnd(_: null): void {
    this.ctx.network.write(4, [])
    this.ctx.stopSelf()
  }
}

function bench(): { on: Workbench; calls: string[] } {
  const calls: string[] = []
  const by = (owner: Owner) => `${owner.path}#${owner.incarnation % 1_000}`
  const network: NetworkPort = {
    listen: (owner, at) => calls.push(`listen ${by(owner)} ${at.host}:${at.port}`),
    connect: (owner, to) => calls.push(`connect ${by(owner)} ${to.host}:${to.port}`),
    adopt: (owner, socket, max) => calls.push(`adopt ${by(owner)} ${socket} ${max}`),
    read: (socket) => calls.push(`read ${socket}`),
    write: (socket, chunks) => calls.push(`write ${socket} ${chunks.length}`),
    close: (socket, how) => calls.push(`close ${socket} ${how}`),
    release: (owner) => calls.push(`release ${by(owner)}`),
  }
  class Noted extends MemoryDisk {
    override flush(): void {
      if (this.sizeOf('f') > 0) calls.push('flush')
    }
  }
  const on = new Workbench(flat([['speaker', (ctx) => new Speaker(ctx)]]), {
    network,
    disk: new Noted(),
  })
  return { on, calls }
}

test('operations leave in order at the end of the tick, after the disk', () => {
  const { on, calls } = bench()
  assert.equal(calls.splice(0), ['listen root/speaker#1 h:1'])
  on.tell('root/speaker', 'speak', null)
  assert.equal(calls, [
    'flush',
    'connect root/speaker#1 h:2',
    'adopt root/speaker#1 4 100',
    'read 4',
    'write 4 1',
    'close 4 end',
  ])
})

test('a handler that throws writes nothing; its sockets go before the next life opens any', () => {
  const { on, calls } = bench()
  calls.length = 0
  on.tell('root/speaker', 'writeAndThrow', null)
  assert.equal(calls, ['release root/speaker#1', 'listen root/speaker#2 h:1'])
})

test('what an actor writes before it ends itself still leaves', () => {
  const { on, calls } = bench()
  calls.length = 0
  on.tell('root/speaker', 'writeAndEnd', null)
  assert.equal(calls.slice(0, 2), ['write 4 0', 'release root/speaker#1'])
})

test.run()
