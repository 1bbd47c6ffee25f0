/**
 * The bare simulator: 100 actors on 10 systems, 1,000 messages in flight, history hash on.
 * An event is one message delivered; nine of ten come from another system.
 */
import process from 'node:process'
import { Actor } from '../runtime/actor.ts'
import { loadXxh } from '../runtime/platform/xxh.ts'
import { type Ref, refTo } from '../runtime/ref.ts'
import { Simulator } from '../runtime/simulator/simulator.ts'
import { child, supervisor } from '../runtime/supervisor.ts'

const systems = 10
const actorsPerSystem = 10
const inFlight = 1_000
const warmUpEvents = 500_000
const measuredEvents = 3_000_000
const rounds = 5

/** Passes every token on to an actor that it draws. */
class Passer extends Actor {
  protected override started(): void {
    for (let i = 0; i < inFlight / (systems * actorsPerSystem); i++) this.take({ hops: 0 })
  }

  take({ hops }: { hops: number }): void {
    this.ctx.to(this.another()).take({ hops: hops + 1 })
  }

  private another(): Ref<Passer> {
    return refs[this.ctx.random(refs.length)] as Ref<Passer>
  }
}

const refs: Ref<Passer>[] = []
for (let system = 0; system < systems; system++) {
  for (let actor = 0; actor < actorsPerSystem; actor++) {
    refs.push(refTo<Passer>(`s${system}`, `root/passer-${actor}`))
  }
}

const tree = supervisor({
  name: 'root',
  strategy: 'one-for-one',
  limit: { restarts: 0, withinMs: 1_000 },
  children: Array.from({ length: actorsPerSystem }, (_, actor) =>
    child(`passer-${actor}`, (ctx) => new Passer(ctx)),
  ),
})

const simulator = new Simulator({ seed: 1, xxh: await loadXxh() })
for (let system = 0; system < systems; system++) simulator.system(`s${system}`, tree)

/** Events per second: of the clock on the wall, and of the time that the processor gave us. */
function deliver(events: number): { perSecond: number; perCpuSecond: number } {
  const until = simulator.history.deliveries + events
  const startedMs = performance.now()
  const startedUs = process.cpuUsage()
  simulator.run({ until: () => simulator.history.deliveries >= until })
  const { user, system } = process.cpuUsage(startedUs)
  const perSecond = Math.round((events * 1_000) / (performance.now() - startedMs))
  return { perSecond, perCpuSecond: Math.round((events * 1_000_000) / (user + system)) }
}

deliver(warmUpEvents)
const measured = Array.from({ length: rounds }, () => deliver(measuredEvents))
const perSecond = Math.max(...measured.map((round) => round.perSecond))
const perCpuSecond = Math.max(...measured.map((round) => round.perCpuSecond))
console.log(JSON.stringify({ bench: 'simulator', perSecond, perCpuSecond, rounds: measured }))
console.log(
  `simulator: ${perSecond.toLocaleString('en')} events/s, ` +
    `${perCpuSecond.toLocaleString('en')} per second of CPU time (best of ${rounds})`,
)
