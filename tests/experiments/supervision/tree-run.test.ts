/** Tests of trees under crashes: what differs from the model, and who waits, is found. */
import { simulatedHost } from '../../../experiments/simulated/simulated-host.ts'
import {
  actorsOf,
  type DeclaredNode,
  type DeclaredSupervisor,
  drawTree,
} from '../../../experiments/supervision/declared-tree.ts'
import { runTree } from '../../../experiments/supervision/tree-run.ts'
import { RandomStream } from '../../../runtime/random.ts'
import type { Fault } from '../../../runtime/simulator/faults.ts'
import type { Strategy } from '../../../runtime/supervisor.ts'
import { assert, suite } from '../../harness.ts'
import { codecs } from '../../support/simulated-kafka.ts'

const test = suite('tree run')
const host = simulatedHost(codecs)

const actor = (name: string): DeclaredNode => {
  return { kind: 'actor', name, restart: 'permanent', failsAt: [] }
}
const tree = (strategy: Strategy, ...names: readonly string[]): DeclaredSupervisor => ({
  ...{ kind: 'supervisor', name: 'root', strategy, backOff: null },
  ...{ limit: { restarts: 2, withinMs: 1_000 }, children: names.map(actor) },
})
const crash = (path: string, atMs: number): Fault => {
  return { kind: 'crash-actor', system: 'trees', path, atMs: atMs + 0.5 }
}
function anomalies(
  declared: DeclaredSupervisor,
  real: DeclaredSupervisor,
  ...faults: readonly Fault[]
) {
  const { findings } = runTree(host, { seed: 1, declared, real, faults, forMs: 3_000 })
  return findings.map(({ anomaly, what }) => `${anomaly}: ${what}`)
}

test('a tree that is as declared agrees with the model, also when it gives up', () => {
  const declared = tree('rest-for-one', 'a', 'b', 'c')
  const faults = [100, 200, 300].map((atMs) => crash('root/b', atMs))
  assert.equal(anomalies(declared, declared, ...faults.slice(1)), [])
  assert.equal(anomalies(declared, declared, ...faults), [])
  const { events } = runTree(host, { seed: 1, declared, real: declared, faults, forMs: 900 })
  assert.is(events.escalations, 1)
  assert.is(events.systemDeaths, 1)
})

test('whoever restarts without cause is found, and whoever does not restart', () => {
  const [one, rest] = [tree('one-for-one', 'a', 'b'), tree('rest-for-one', 'a', 'b')]
  assert.match(anomalies(one, rest, crash('root/a', 100))[0] ?? '', /^needless: .*root\/b/)
  const missed = anomalies(rest, one, crash('root/a', 100))
  assert.ok(missed.includes('stuck: started root/b: 1 times too few'), missed.join('; '))
  assert.ok(missed.includes('stuck: root/b waits for root/a for ever'), missed.join('; '))
})

test('children that start in another order are found, for what is built on another waits', () => {
  const [declared, real] = [tree('rest-for-one', 'a', 'b'), tree('rest-for-one', 'b', 'a')]
  const found = anomalies(declared, real)
  assert.match(found[0] ?? '', /^stuck: out of order/)
  assert.ok(found.includes('stuck: root/b waits for root/a for ever'), found.join('; '))
})

test('a drawn tree has actors at every depth, and is the same for the same seed', () => {
  const draw = (seed: number) => drawTree(new RandomStream(seed, 'tree'), 2)
  assert.equal(draw(1), draw(1))
  assert.not.equal(draw(1), draw(2))
  const depths = new Set<number>()
  for (let seed = 1; seed <= 20; seed++) {
    for (const path of actorsOf(draw(seed))) depths.add(path.split('/').length)
  }
  assert.equal([...depths].sort(), [2, 3, 4])
})

test.run()
