/** The active controller dies, falls silent or is cut off: seeds by HIGHWATER_SEEDS, else 20. */
import process from 'node:process'
import { controllerPath, controllerSystem } from '../../../actors/broker/broker-view.ts'
import type { Controller } from '../../../actors/controller/controller.ts'
import { QuorumLog } from '../../../actors/controller/raft/quorum-log.ts'
import { ClusterImage } from '../../../actors/metadata/cluster-image.ts'
import { presets } from '../../../cluster-config/presets.ts'
import { refTo } from '../../../runtime/ref.ts'
import { type Fault, schedule } from '../../../runtime/simulator/faults.ts'
import { assert, suite } from '../../harness.ts'
import { type Probed, proberTree } from '../../support/metadata-prober.ts'
import { QuorumWatch } from '../../support/quorum-watch.ts'
import { codecs, controllerIds, SimulatedKafka } from '../../support/simulated-kafka.ts'

const seeds = Number(process.env['HIGHWATER_SEEDS'] ?? 20)
const test = suite('controller failover', { timeoutMs: 20_000 + seeds * 2_000 })
const settings = presets.get('mission') as ReadonlyMap<string, number>

class Run {
  readonly kafka: SimulatedKafka
  readonly watch = new QuorumWatch()
  readonly probed: Probed = { created: [], times: [] }
  private seen = 0

  constructor(seed: number, apart: boolean) {
    this.kafka = new SimulatedKafka({ seed, brokers: 2, settings, controllersApart: apart })
    const controllers = controllerIds.map((id) =>
      refTo<Controller>(controllerSystem(id, apart), controllerPath(id)),
    )
    this.kafka.client('prober', proberTree(controllers, this.probed))
  }

  pass(forMs: number): void {
    const { simulator, events } = this.kafka
    simulator.run({
      untilMs: simulator.nowMs + forMs,
      until: () => {
        while (this.seen < events.length) {
          const event = events[this.seen++]
          if (event !== undefined) this.watch.event(event)
        }
        return false
      },
    })
  }

  /** Every acknowledged topic is in the log of every controller, as far as that is committed. */
  finish(): void {
    const { simulator } = this.kafka
    assert.equal(this.watch.violations, [])
    const active = this.watch.active as { system: string; path: string }
    const name = active.path.slice('controllers/'.length)
    const log = new QuorumLog(simulator.machine(active.system).disk, name, codecs.crc32c)
    const image = new ClusterImage()
    for (const record of log.recordsFrom(0, log.endOffset, Number.MAX_SAFE_INTEGER)) {
      image.replay(record)
    }
    const lost = this.probed.created.filter((topic) => image.topicNamed(topic) === undefined)
    assert.equal(lost, [])
    this.logsAgree()
  }

  private logsAgree(): void {
    for (const [system, machine] of this.machines()) {
      for (const id of controllerIds) {
        const log = new QuorumLog(machine.disk, `controller-${id}`, codecs.crc32c)
        if (log.endOffset === 0) continue
        let end = Math.min(log.endOffset, this.watch.committed)
        while (end > 0 && this.watch.chainAt(end) === undefined) end--
        const chain = log.chainAt(end)
        if (end === 0 || chain === undefined) continue
        assert.is(chain, this.watch.chainAt(end), `${system} ${id} agrees up to ${end}`)
      }
    }
  }

  private machines() {
    const names = [null, ...controllerIds].map((id) =>
      id === null ? 'controllers' : `controllers-${id}`,
    )
    return names.flatMap((name) => {
      try {
        return [[name, this.kafka.simulator.machine(name)] as const]
      } catch {
        return []
      }
    })
  }

  /** The longest time without a created topic, over the whole run. */
  get longestGapMs(): number {
    let longest = 0
    let before = 0
    for (const { answeredMs } of this.probed.times) {
      longest = Math.max(longest, answeredMs - before)
      before = answeredMs
    }
    return Math.max(longest, this.kafka.simulator.nowMs - before)
  }
}

/** How long each lasts. A freeze shorter than that is no reason to elect anybody. */
const kinds = [
  ['crash-actor', 0, 500],
  ['kill-actor', 200, 4_000],
  ['freeze-actor', 2_000, 5_000],
] as const
const worst = new Map<string, number>()

for (const [kind, least, most] of kinds) {
  test(`${kind} of the active controller: another decides within 2 s, nothing is lost`, () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const run = new Run(seed, false)
      const stream = run.kafka.simulator.stream('when')
      run.pass(1_000 + stream.below(1_000))
      const before = run.watch.active
      for (let n = 0; n < 3; n++) {
        const { system, path } = run.watch.active as { system: string; path: string }
        const at = { system, path, atMs: run.kafka.simulator.nowMs }
        const forMs = stream.between(least, most)
        const fault: Fault = kind === 'crash-actor' ? { kind, ...at } : { kind, ...at, forMs }
        schedule(run.kafka.simulator, [fault])
        run.pass(forMs + 1_500 + stream.below(1_000))
      }
      run.finish()
      assert.ok((run.watch.active?.epoch ?? 0) >= (before?.epoch ?? 0) + 3, `seed ${seed}`)
      assert.ok(run.longestGapMs <= 2_000, `seed ${seed}: nothing for ${run.longestGapMs} ms`)
      worst.set(kind, Math.max(worst.get(kind) ?? 0, run.longestGapMs))
    }
  })
}

test('controllers apart: crashes, losses of power, cuts and lost messages lose nothing', () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const run = new Run(seed, true)
    const { simulator } = run.kafka
    const stream = simulator.stream('faults')
    const systems = controllerIds.map((id) => `controllers-${id}`)
    const faults: Fault[] = [
      { kind: 'links', from: systems, to: systems, lossPpm: 50_000, atMs: 0, forMs: 12_000 },
    ]
    for (let n = 0; n < 6; n++) {
      const system = stream.pick(systems) as string
      const at = { atMs: 500 + n * 2_000 + stream.below(1_500), forMs: stream.between(100, 3_000) }
      const others = systems.filter((each) => each !== system)
      const all: Fault[] = [
        { kind: 'crash', system, silent: stream.chance(0.5), ...at },
        { kind: 'power-loss', system, ...at },
        { kind: 'freeze', system, ...at },
        { kind: 'partition', sides: [[system], others], oneWay: stream.chance(0.5), ...at },
      ]
      faults.push(stream.pick(all) as Fault)
      // Now and then the power goes everywhere: what was told must have been forced to disk.
      if (!stream.chance(0.3)) continue
      for (const each of systems)
        faults.push({ kind: 'power-loss', system: each, ...at, forMs: 100 })
    }
    schedule(simulator, faults)
    run.pass(17_000)
    const created = run.probed.created.length
    run.pass(3_000)
    run.finish()
    assert.ok(run.probed.created.length > created, `seed ${seed}: goes on when all is well again`)
  }
})

test('the same seed gives the same history', () => {
  const digest = () => {
    const run = new Run(3, true)
    schedule(run.kafka.simulator, [
      { kind: 'power-loss', system: 'controllers-101', atMs: 1_500, forMs: 500 },
    ])
    run.pass(5_000)
    return run.kafka.simulator.history.digest()
  }
  assert.is(digest(), digest())
})

test.after(() => {
  if (process.env['HIGHWATER_SEEDS'] !== undefined) console.log('longest gaps', worst)
})

test.run()
