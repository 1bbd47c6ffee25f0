/** `supervision-strategies`: each strategy restarts exactly whom it should, in order. */
import { RandomStream } from '../../runtime/random.ts'
import type { Fault } from '../../runtime/simulator/faults.ts'
import type { Experiment } from '../experiment.ts'
import { actorsOf, type DeclaredSupervisor, drawTree } from './declared-tree.ts'
import { betweenMs, runTree } from './tree-run.ts'

const crashes = 40
const crashEveryMs = [5, 120] as const
const forMs = 8_000

const treeOf = (seed: number) => drawTree(new RandomStream(seed, 'tree'), 3)

export const supervisionStrategies: Experiment = {
  name: 'supervision-strategies',
  claim: 'one-for-one, rest-for-one and one-for-all restart exactly whom they should, in order.',
  operationsMin: 0,
  holds: { none: ['stuck', 'needless'], mustOccur: ['actorCrashes', 'actorRestarts'] },
  contrast: { setting: 'planted: children start in reverse order', finds: 'stuck' },
  faults: (_, seed) => drawCrashes(seed, actorsOf(treeOf(seed))),
  run(host, variant, seed, faults) {
    const declared = treeOf(seed)
    const real = variant === 'guarantee' ? declared : reversed(declared)
    return runTree(host, { seed, declared, real, faults, forMs })
  },
}

function drawCrashes(seed: number, paths: readonly string[]): Fault[] {
  const random = new RandomStream(seed, 'crashes')
  let atMs = 0
  return Array.from({ length: crashes }, (): Fault => {
    atMs += random.between(...crashEveryMs)
    const path = random.pick(paths) as string
    return { kind: 'crash-actor', system: 'trees', path, atMs: atMs + betweenMs }
  })
}

function reversed(node: DeclaredSupervisor): DeclaredSupervisor {
  const children = node.children.map((each) => (each.kind === 'actor' ? each : reversed(each)))
  return { ...node, children: children.reverse() }
}
