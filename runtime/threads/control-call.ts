/** Calls into another thread by comlink, made safe: each one ends, whatever the thread does. */
import { clearTimeout, setTimeout } from 'node:timers'
import { type Remote, wrap } from 'comlink'
import { InvariantViolation } from '../assert.ts'
import { DiskError } from '../ports/disk.ts'
import { endpointOf, type NodeEndpoint } from './comlink-endpoint.ts'

/** The thread does not answer: it is frozen, or very busy. */
export class ThreadTimeout extends Error {
  override readonly name = 'ThreadTimeout'
}

/** The thread has died, before the call or during it. */
export class ThreadDead extends Error {
  override readonly name = 'ThreadDead'
}

type Methods = Record<string, (...args: never[]) => unknown>

/** Errors whose class is put back; any other arrives as an Error that keeps its name. */
const errorClasses = new Map<string, { prototype: Error }>(
  [TypeError, RangeError, SyntaxError, InvariantViolation, DiskError].map((each) => [
    each.name,
    each,
  ]),
)

export class ControlCalls<Api extends { [K in keyof Api]: (...args: never[]) => unknown }> {
  private readonly thread: string
  private readonly timeoutMs: number
  private readonly remote: Remote<Methods>
  private readonly waiting = new Set<(error: Error) => void>()
  private death: string | null = null

  constructor(thread: string, endpoint: NodeEndpoint, timeoutMs = 2_000) {
    this.thread = thread
    this.timeoutMs = timeoutMs
    this.remote = wrap<Methods>(endpointOf(endpoint))
  }

  call<M extends keyof Api & string>(
    method: M,
    ...args: Parameters<Api[M]>
  ): Promise<Awaited<ReturnType<Api[M]>>> {
    if (this.death !== null) return Promise.reject(this.dead(method, this.death))
    return new Promise((resolve, reject) => {
      const ended = (): void => {
        clearTimeout(timer)
        this.waiting.delete(died)
      }
      const fail = (error: unknown): void => {
        ended()
        reject(error)
      }
      const died = (because: Error): void => fail(this.dead(method, because.message))
      const timer = setTimeout(() => fail(this.late(method)), this.timeoutMs)
      this.waiting.add(died)
      const remote = this.remote as unknown as Record<M, (...args: unknown[]) => Promise<never>>
      remote[method](...args).then(
        (answer) => {
          ended()
          resolve(answer)
        },
        (error) => fail(restored(error)),
      )
    })
  }

  /** The thread has ended: every call that waits, or that is still to be made, is rejected. */
  died(because: string): void {
    this.death = because
    for (const reject of [...this.waiting]) reject(new Error(because))
  }

  private dead(method: string, because: string): ThreadDead {
    return new ThreadDead(`${this.thread} is dead (${because}); ${method} was not answered`)
  }

  private late(method: string): ThreadTimeout {
    return new ThreadTimeout(`${this.thread} did not answer ${method} within ${this.timeoutMs} ms`)
  }
}

/** Comlink carries an error's name, message and stack, but not its class. */
function restored(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const original = errorClasses.get(error.name)
  if (original !== undefined) Object.setPrototypeOf(error, original.prototype)
  return error
}
