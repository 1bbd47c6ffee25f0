/** Tests of the tree of one system: who lives where. */
import { child, supervisor } from '../../runtime/supervisor.ts'
import { assert, suite } from '../harness.ts'
import { heard, Keeper, Workbench } from './support/workbench.ts'

const test = suite('tree')

const limit = { restarts: 1, withinMs: 1_000 }

function bench(): Workbench {
  heard()
  return new Workbench(
    supervisor({
      name: 'root',
      strategy: 'one-for-all',
      limit,
      children: [
        child('first', (ctx) => new Keeper(ctx)),
        supervisor({ name: 'below', strategy: 'one-for-one', limit }),
      ],
    }),
  )
}

test('paths are the names from the root down', () => {
  const { tree } = bench().system
  assert.equal([...tree.cells.keys()], ['root/first'])
  assert.equal([...tree.supervisors.keys()], ['root', 'root/below'])
})

test('an actor is added below a supervisor that exists, under a name that is free', () => {
  const on = bench()
  const added = child('added', (ctx) => new Keeper(ctx))
  on.system.tree.add('root/below', added, null)
  on.tell('root/below/added', 'keep', 'hello')
  assert.equal(heard(), ['hello'])
  assert.throws(() => on.system.tree.add('root/below', added, null), /exists already/)
  assert.throws(() => on.system.tree.add('root/nowhere', added, null), /no supervisor/)
})

test('a removed actor is gone for good, and removing it again does nothing', () => {
  const on = bench()
  on.system.tree.add(
    'root/below',
    child('added', (ctx) => new Keeper(ctx)),
    null,
  )
  on.system.tree.removePath('root/below/added')
  on.system.tree.removePath('root/below/added')
  assert.equal([...on.system.tree.cells.keys()], ['root/first'])
  assert.equal(on.system.tree.supervisors.get('root/below')?.children, [])
})

test('actors that were added come back when their supervisor restarts', () => {
  const on = bench()
  on.system.tree.add(
    'root/below',
    child('added', (ctx) => new Keeper(ctx)),
    null,
  )
  on.tell('root/first', 'noSuchMethod', null)
  assert.equal(on.eventsOf('root/below/added'), ['started', 'stopped', 'started'])
})

test('the end of the root supervisor is the end of the system', () => {
  const on = bench()
  on.tell('root/first', 'noSuchMethod', null)
  on.tell('root/first', 'noSuchMethod', null)
  assert.ok(on.system.failed)
  assert.equal(on.eventsOf('root'), ['gaveUp'])
})

test.run()
