/** Tests of supervision: single rules by example, all of them against a reference model. */
import { Actor } from '../../runtime/actor.ts'
import { RandomStream } from '../../runtime/random.ts'
import {
  type ChildSpec,
  child,
  type RestartPolicy,
  type Strategy,
  type SupervisorSpec,
  supervisor,
} from '../../runtime/supervisor.ts'
import { assert, suite } from '../harness.ts'
import {
  type ModelActor,
  type ModelNode,
  type ModelSupervisor,
  SupervisorModel,
  supervisorsIn,
} from './support/supervisor-model.ts'
import { Workbench } from './support/workbench.ts'

const test = suite('supervisor', { timeoutMs: 60_000 })

const strategies: readonly Strategy[] = ['one-for-one', 'rest-for-one', 'one-for-all']
const restarts: readonly RestartPolicy[] = ['permanent', 'permanent', 'transient', 'temporary']

class Worker extends Actor {
  private readonly fails: boolean

  constructor(ctx: Actor['ctx'], fails: boolean) {
    super(ctx)
    this.fails = fails
  }

  protected override started(): void {
    if (this.fails) throw new Error('does not start')
  }

  crash(_: null): void {
    throw new Error('crash')
  }
}

/** A random supervisor for the model; its children have children down to `depth`. */
function randomTree(
  random: RandomStream,
  path: string,
  depth: number,
  parent: ModelSupervisor | null,
): ModelSupervisor {
  const initialMs = random.between(5, 40)
  const node: ModelSupervisor = {
    kind: 'supervisor',
    path,
    restart: 'permanent',
    strategy: random.pick(strategies) as Strategy,
    limit: { restarts: random.below(5), withinMs: random.between(20, 400) },
    backOff: random.chance(0.5) ? null : { initialMs, maxMs: random.between(40, 120) },
    children: [],
    parent,
    up: false,
    waiting: false,
    starting: false,
    crashesMs: [],
    restartAtMs: null,
    restartOrder: 0,
  }
  for (let n = random.between(1, 4); n > 0; n--) {
    const below = `${path}/c${n}`
    const isActor = depth === 0 || random.chance(0.6)
    node.children.push(
      isActor ? randomActor(random, below) : randomTree(random, below, depth - 1, node),
    )
  }
  return node
}

function randomActor(random: RandomStream, path: string): ModelActor {
  const failsAt = [1, 2, 3, 4, 5].filter(() => random.chance(0.08))
  const restart = random.pick(restarts) as RestartPolicy
  return { kind: 'actor', path, restart, failsAt, starts: 0, up: false, waiting: false }
}

/** The same tree for the real supervisors. */
function realTree(node: ModelSupervisor): SupervisorSpec {
  const { strategy, limit, backOff } = node
  const children = node.children.map(realChild)
  const spec = { name: nameOf(node), strategy, limit, children }
  return supervisor(backOff === null ? spec : { ...spec, backOff })
}

function realChild(node: ModelNode): ChildSpec {
  if (node.kind === 'supervisor') return realTree(node)
  let starts = 0
  return child(nameOf(node), (ctx) => new Worker(ctx, node.failsAt.includes(++starts)), {
    restart: node.restart,
  })
}

function nameOf({ path }: ModelNode): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function logOf(on: Workbench): string[] {
  return on.events
    .filter(({ type }) => ['started', 'stopped', 'crashed', 'gaveUp'].includes(type))
    .map(({ type, path }) => `${type} ${path}`)
}

interface Coverage {
  steps: number
  gaveUp: number
  escalated: number
  survived: number
}

function compare(seed: number, coverage: Coverage): void {
  const random = new RandomStream(seed, 'supervisors')
  const root = randomTree(random, 'root', 2, null)
  const agree = (when: string): void => {
    const [real, wanted] = [logOf(on), model.log]
    const at = wanted.findIndex((line, index) => line !== real[index])
    if (at < 0 && real.length === wanted.length) return
    const parted = at < 0 ? wanted.length : at
    const lines = [real, wanted].map((log) => log.slice(Math.max(0, parted - 8), parted + 6))
    throw new Error(`seed ${seed}, ${when}: ${JSON.stringify(lines, null, 1)}`)
  }
  const on = new Workbench(realTree(root))
  const model = new SupervisorModel(root)
  for (let step = 0; step < 12 && root.up; step++) {
    coverage.steps++
    agree(`step ${step}`)
    const waitMs = random.chance(0.3) ? 0 : random.below(80)
    on.advance(waitMs)
    model.advance(waitMs)
    const running = supervisorsIn(root).flatMap((parent) =>
      parent.children.flatMap((each) =>
        each.kind === 'actor' && each.up ? [{ actor: each, parent }] : [],
      ),
    )
    const hit = random.pick(running)
    if (hit === undefined) continue
    const cell = on.system.tree.cells.get(hit.actor.path)
    assert.ok(cell?.running, `seed ${seed}, step ${step}: ${hit.actor.path} runs`)
    if (random.chance(0.8)) {
      on.tell(hit.actor.path, 'crash', null)
      model.crash(hit.actor, hit.parent)
    } else {
      if (cell !== undefined) on.system.tree.endSelf(cell)
      on.settle()
      model.end(hit.actor, hit.parent)
    }
  }
  agree('at the end')
  const survived = root.up
  assert.is(on.failure === null, survived, `seed ${seed}: the system fails when its root gives up`)
  if (survived) {
    on.system.stop()
    model.stopAll()
    agree('after the stop')
  }
  const gaveUp = model.log.filter((line) => line.startsWith('gaveUp'))
  if (gaveUp.length > 0) coverage.gaveUp++
  if (gaveUp.length > 1) coverage.escalated++
  if (survived) coverage.survived++
}

test('on 1,000 random trees the supervisors start and stop in the order of the model', () => {
  const coverage: Coverage = { steps: 0, gaveUp: 0, escalated: 0, survived: 0 }
  for (let seed = 1; seed <= 1_000; seed++) compare(seed, coverage)
  const { steps, gaveUp, escalated, survived } = coverage
  assert.ok(steps > 3_000, `${steps} steps`)
  for (const count of [gaveUp, escalated, survived]) assert.ok(count > 50, JSON.stringify(coverage))
})

function three(
  strategy: Strategy,
  policies: readonly RestartPolicy[] = ['permanent', 'permanent', 'permanent'],
  limit = { restarts: 3, withinMs: 100 },
): Workbench {
  const children = policies.map((restart, index) =>
    child(['a', 'b', 'c'][index] as string, (ctx) => new Worker(ctx, false), { restart }),
  )
  const on = new Workbench(supervisor({ name: 'root', strategy, limit, children }))
  assert.equal(logOf(on), ['started root/a', 'started root/b', 'started root/c'])
  on.events.length = 0
  return on
}

test('one-for-one restarts the crashed child alone', () => {
  const on = three('one-for-one')
  on.tell('root/b', 'crash', null)
  assert.equal(logOf(on), ['crashed root/b', 'started root/b'])
})

test('rest-for-one restarts those behind too, stopped in reverse order', () => {
  const on = three('rest-for-one')
  on.tell('root/b', 'crash', null)
  const expected = ['crashed root/b', 'stopped root/c', 'started root/b', 'started root/c']
  assert.equal(logOf(on), expected)
})

test('one-for-all restarts all, but not the temporary one', () => {
  const on = three('one-for-all', ['permanent', 'permanent', 'temporary'])
  on.tell('root/b', 'crash', null)
  assert.equal(logOf(on), [
    'crashed root/b',
    'stopped root/c',
    'stopped root/a',
    'started root/a',
    'started root/b',
  ])
})

test('one restart more than allowed in the window ends the system, all others in order', () => {
  const on = three('one-for-one', ['permanent', 'permanent', 'permanent'], {
    restarts: 1,
    withinMs: 100,
  })
  on.tell('root/b', 'crash', null)
  on.advance(99)
  on.tell('root/b', 'crash', null)
  const tail = ['crashed root/b', 'stopped root/c', 'stopped root/a', 'gaveUp root']
  assert.equal(logOf(on).slice(-4), tail)
  assert.ok(on.failure?.includes('gave up'))
})

test('a crash that has left the window does not count', () => {
  const on = three('one-for-one', ['permanent', 'permanent', 'permanent'], {
    restarts: 1,
    withinMs: 100,
  })
  for (let n = 0; n < 5; n++) {
    on.tell('root/b', 'crash', null)
    on.advance(100)
  }
  assert.is(on.failure, null)
})

test('back-off doubles the wait with each restart in the window, up to its maximum', () => {
  const on = new Workbench(
    supervisor({
      name: 'root',
      strategy: 'one-for-one',
      limit: { restarts: 10, withinMs: 10_000 },
      backOff: { initialMs: 100, maxMs: 300 },
      children: [child('a', (ctx) => new Worker(ctx, false))],
    }),
  )
  for (const waitMs of [100, 200, 300, 300]) {
    on.tell('root/a', 'crash', null)
    on.advance(waitMs - 1)
    assert.not(on.system.tree.cells.get('root/a')?.running)
    on.advance(1)
    assert.ok(on.system.tree.cells.get('root/a')?.running, `after ${waitMs} ms`)
  }
})

test('an orderly stop ends children in reverse order', () => {
  const on = three('one-for-one')
  on.system.stop()
  assert.equal(logOf(on), ['stopped root/c', 'stopped root/b', 'stopped root/a'])
})

test.run()
