/** `supervision-escalation`: beyond its limit a supervisor gives up upwards, and a loop ends. */
import { RandomStream } from '../../runtime/random.ts'
import type { Fault } from '../../runtime/simulator/faults.ts'
import type { Experiment } from '../experiment.ts'
import type { DeclaredActor, DeclaredNode, DeclaredSupervisor } from './declared-tree.ts'
import { betweenMs, runTree } from './tree-run.ts'

const forMs = 20_000
const withinMs = 5_000
/** More starts than any run has. */
const startsMax = 2_000
const noLimit = 1_000_000_000

export const supervisionEscalation: Experiment = {
  name: 'supervision-escalation',
  claim: 'Beyond the limit supervisors give up upwards: replica, broker, cluster; a loop ends.',
  operationsMin: 0,
  holds: {
    none: ['stuck', 'needless'],
    mustOccur: ['actorCrashes', 'actorRestarts', 'escalations', 'systemDeaths'],
  },
  contrast: { setting: 'limits off', finds: 'needless' },
  faults: (_, seed) => firstCrashes(seed),
  run(host, variant, seed, faults) {
    const declared = clusterOf(seed)
    const real = variant === 'guarantee' ? declared : unlimited(declared)
    return runTree(host, { seed, declared, real, faults, forMs })
  },
}

/** A cluster of brokers of replicas; one replica can never be started again once it has crashed. */
function clusterOf(seed: number): DeclaredSupervisor {
  const random = new RandomStream(seed, 'cluster')
  const brokers = random.between(2, 4)
  const bad = badReplica(seed, brokers)
  const children = Array.from({ length: brokers }, (_, i) => {
    const replicas = Array.from({ length: 3 }, (__, n) =>
      actor(`replica-${n}`, `broker-${i}/replicas/replica-${n}` === bad),
    )
    return level(random, `broker-${i}`, [
      actor('lifecycle', false),
      level(random, 'replicas', replicas),
      actor('listener', false),
    ])
  })
  return level(random, 'cluster', children)
}

function badReplica(seed: number, brokers: number): string {
  const random = new RandomStream(seed, 'bad replica')
  return `broker-${random.below(brokers)}/replicas/replica-${random.below(3)}`
}

function actor(name: string, isBad: boolean): DeclaredActor {
  const failsAt = isBad ? Array.from({ length: startsMax }, (_, i) => i + 2) : []
  return { kind: 'actor', name, restart: 'permanent', failsAt }
}

function level(
  random: RandomStream,
  name: string,
  children: readonly DeclaredNode[],
): DeclaredSupervisor {
  return {
    ...{ kind: 'supervisor', name, children },
    strategy: name.startsWith('broker') ? 'rest-for-one' : 'one-for-one',
    limit: { restarts: random.between(1, 4), withinMs },
    backOff: { initialMs: random.between(5, 20), maxMs: random.between(20, 60) },
  }
}

/** The crash that begins the loop, and some of others, which end by themselves. */
function firstCrashes(seed: number): Fault[] {
  const random = new RandomStream(seed, 'crashes')
  const brokers = new RandomStream(seed, 'cluster').between(2, 4)
  const crash = (path: string, atMs: number): Fault => ({
    ...{ kind: 'crash-actor', system: 'trees', path: `cluster/${path}` },
    atMs: atMs + betweenMs,
  })
  const others = Array.from({ length: 3 }, (_, i) =>
    crash(`broker-${random.below(brokers)}/listener`, i * 6_000 + random.between(100, 900)),
  )
  const first = crash(badReplica(seed, brokers), random.between(1_000, 11_000))
  return [...others, first].sort((one, other) => one.atMs - other.atMs)
}

function unlimited(node: DeclaredSupervisor): DeclaredSupervisor {
  return {
    ...node,
    limit: { ...node.limit, restarts: noLimit },
    children: node.children.map((each) => (each.kind === 'actor' ? each : unlimited(each))),
  }
}
