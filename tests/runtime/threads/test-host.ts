/** A thread host for a test: keeps every event and end, and waits for them. */
import { extname } from 'node:path'
import type { HostedThread, ThreadEnd } from '../../../runtime/threads/hosted-thread.ts'
import { ThreadHost } from '../../../runtime/threads/thread-host.ts'
import type { TraceEvent } from '../../../runtime/trace.ts'
import type { TestBoot } from './test-actors.ts'

/** The tests run compiled on Node, and as they are on Deno. */
export const testEntry = new URL(`./test-thread${extname(import.meta.url)}`, import.meta.url)

export class TestHost {
  readonly events: TraceEvent[] = []
  readonly ends: { name: string; life: number; end: ThreadEnd }[] = []
  private readonly host: ThreadHost
  private wake = new Set<() => void>()

  constructor(forward: readonly string[]) {
    this.host = new ThreadHost({
      entry: testEntry,
      poolEntry: testEntry,
      forward,
      checkInvariants: true,
      resourceLimits: {},
      happened: (event) => {
        this.events.push(event)
        this.wakeAll()
      },
      ended: ({ name, life }, end) => {
        this.ends.push({ name, life, end })
        this.wakeAll()
      },
    })
  }

  start(name: string, boot: TestBoot): HostedThread {
    return this.host.start(name, boot)
  }

  get(name: string): HostedThread | undefined {
    return this.host.get(name)
  }

  /** Waits until `look` finds something. */
  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      await new Promise<void>((resolve) => this.wake.add(resolve))
    }
  }

  event(type: string, system: string): Promise<TraceEvent> {
    return this.until(() => this.events.find((e) => e.type === type && e.system === system))
  }

  async shutDown(): Promise<void> {
    await Promise.all(this.host.all().map((thread) => thread.kill('the test is over')))
  }

  private wakeAll(): void {
    for (const resolve of this.wake) resolve()
    this.wake.clear()
  }
}
