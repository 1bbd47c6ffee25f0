/** Computations off the actor threads: one pool a process, without a thread until it is used. */
import { availableParallelism } from 'node:os'
import type { Piscina } from 'piscina'

const idleTimeoutMs = 1_000

/** What the pool's entry gets: a computation by its name, over one file. */
export interface PoolTask {
  readonly name: string
  readonly path: string
  readonly input: unknown
}

export class Pool {
  private readonly entry: URL
  private made: Promise<Piscina> | null = null

  /** `entry`: the module that each of its threads runs; its default export takes a `PoolTask`. */
  constructor(entry: URL) {
    this.entry = entry
  }

  async run(task: PoolTask): Promise<unknown> {
    this.made ??= this.make()
    return (await this.made).run(task)
  }

  async close(): Promise<void> {
    const made = this.made
    this.made = null
    if (made !== null) await (await made).destroy()
  }

  private async make(): Promise<Piscina> {
    const { Piscina } = await import('piscina')
    return new Piscina({
      filename: this.entry.href,
      minThreads: 0,
      maxThreads: Math.max(1, availableParallelism() - 1),
      idleTimeout: idleTimeoutMs,
    })
  }
}
