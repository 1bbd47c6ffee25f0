/**
 * The bare simulator: 100 actors on 10 systems, 1,000 messages in flight, history hash on. An event is one
 * message delivered to an actor of another system.
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
  private seen = 0

  protected override started(): void {
    for (let i = 0; i < inFlight / (systems * actorsPerSystem); i++) this.take({ hops: 0 })
  }

  take({ hops }: { hops: number }): void {
    this.seen++
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

function deliver(events: number): number {
  const until = simulator.history.deliveries + events
  const startedUs = process.cpuUsage()
  simulator.run({ until: () => simulator.history.deliveries >= until })
  const { user, system } = process.cpuUsage(startedUs)
  return (events * 1_000_000) / (user + system)
}

deliver(warmUpEvents)
const perSecond = Array.from({ length: rounds }, () => Math.round(deliver(measuredEvents)))
const best = Math.max(...perSecond)
console.log(JSON.stringify({ bench: 'simulator', eventsPerCpuSecond: best, rounds: perSecond }))
console.log(`simulator: ${best.toLocaleString('en')} events per second of CPU time`)
