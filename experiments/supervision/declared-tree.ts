/**
 * Supervision trees as plain data, drawn from a seed: the real supervisors and the reference model
 * are both built from one of these.
 */
import type { RandomStream } from '../../runtime/random.ts'
import type { BackOff, RestartLimit, RestartPolicy, Strategy } from '../../runtime/supervisor.ts'
import type { ModelActor, ModelNode, ModelSupervisor } from './reference-model.ts'

export interface DeclaredActor {
  readonly kind: 'actor'
  readonly name: string
  readonly restart: RestartPolicy
  /** Numbers of its starts that fail, counted from 1. */
  readonly failsAt: readonly number[]
}

export interface DeclaredSupervisor {
  readonly kind: 'supervisor'
  readonly name: string
  readonly strategy: Strategy
  readonly limit: RestartLimit
  readonly backOff: BackOff | null
  readonly children: readonly DeclaredNode[]
}

export type DeclaredNode = DeclaredActor | DeclaredSupervisor

const strategies: readonly Strategy[] = ['one-for-one', 'rest-for-one', 'one-for-all']
const policies: readonly RestartPolicy[] = ['permanent', 'permanent', 'transient', 'temporary']

/** Children have children down to `depth`. */
export function drawTree(random: RandomStream, depth: number, name = 'root'): DeclaredSupervisor {
  const children: DeclaredNode[] = []
  for (let n = random.between(2, 4); n > 0; n--) {
    const isActor = depth === 0 || random.chance(0.6)
    children.push(isActor ? drawActor(random, `a${n}`) : drawTree(random, depth - 1, `s${n}`))
  }
  return {
    ...{ kind: 'supervisor', name, children },
    strategy: random.pick(strategies) as Strategy,
    limit: { restarts: random.between(1, 6), withinMs: random.between(50, 600) },
    backOff: random.chance(0.5)
      ? null
      : { initialMs: random.between(5, 40), maxMs: random.between(40, 120) },
  }
}

function drawActor(random: RandomStream, name: string): DeclaredActor {
  const failsAt = [2, 3, 4, 5].filter(() => random.chance(0.06))
  return { kind: 'actor', name, restart: random.pick(policies) as RestartPolicy, failsAt }
}

/** The paths of all actors of a tree. */
export function actorsOf(node: DeclaredNode, path = node.name): string[] {
  if (node.kind === 'actor') return [path]
  return node.children.flatMap((each) => actorsOf(each, `${path}/${each.name}`))
}

/** The same tree for the reference model, before its start. */
export function modelOf(
  node: DeclaredSupervisor,
  path = node.name,
  parent: ModelSupervisor | null = null,
): ModelSupervisor {
  const { strategy, limit, backOff } = node
  const model: ModelSupervisor = {
    ...{ kind: 'supervisor', path, restart: 'permanent', strategy, limit, backOff, parent },
    ...{ children: [], up: false, waiting: false, starting: false },
    ...{ crashesMs: [], restartAtMs: null, restartOrder: 0 },
  }
  model.children = node.children.map((each): ModelNode => {
    const below = `${path}/${each.name}`
    return each.kind === 'supervisor' ? modelOf(each, below, model) : modelActor(each, below)
  })
  return model
}

function modelActor({ restart, failsAt }: DeclaredActor, path: string): ModelActor {
  const down = { starts: 0, up: false, waiting: false }
  return { kind: 'actor', path, restart, failsAt: [...failsAt], ...down }
}
