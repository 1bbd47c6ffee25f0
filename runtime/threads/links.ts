/** The link port between threads: one message port per pair of systems, one post per tick. */
import { clearImmediate, setImmediate } from 'node:timers'
import type { MessagePort } from 'node:worker_threads'
import type { Envelope } from '../envelope.ts'
import type { LinkPort } from '../ports/links.ts'
import { exactBytes } from './exact-bytes.ts'

/** Where a link's traffic goes to. */
export interface LinkEnd {
  receive(envelope: Envelope): void
  /** That system has died, or never lived: told once per link, never in the middle of a tick. */
  down(system: string): void
}

export class Links implements LinkPort {
  private readonly ports = new Map<string, MessagePort>()
  private readonly unreachable = new Set<string>()
  private readonly end: LinkEnd
  private telling: NodeJS.Immediate | null = null

  constructor(end: LinkEnd) {
    this.end = end
  }

  /** A new life of `system` is at the other end of `port`; its life before, if any, is over. */
  connect(system: string, port: MessagePort): void {
    this.cut(system)
    this.ports.set(system, port)
    port.on('message', (envelopes: Envelope[]) => {
      for (const each of envelopes) this.end.receive(each)
    })
    port.on('close', () => {
      if (this.ports.get(system) === port) this.cut(system)
    })
  }

  /** What was sent to `system` and is not answered will not be. */
  cut(system: string): void {
    const port = this.ports.get(system)
    if (port === undefined) return
    this.ports.delete(system)
    port.close()
    this.end.down(system)
  }

  post(system: string, envelopes: readonly Envelope[]): void {
    const port = this.ports.get(system)
    if (port === undefined) this.tellUnreachable(system)
    else port.postMessage(exactBytes(envelopes))
  }

  close(): void {
    if (this.telling !== null) clearImmediate(this.telling)
    for (const port of this.ports.values()) port.close()
    this.ports.clear()
  }

  private tellUnreachable(system: string): void {
    this.unreachable.add(system)
    this.telling ??= setImmediate(() => {
      this.telling = null
      const systems = [...this.unreachable]
      this.unreachable.clear()
      for (const each of systems) if (!this.ports.has(each)) this.end.down(each)
    })
  }
}
