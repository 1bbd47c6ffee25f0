/** Tests of the rows of `status`. */
import { statusOf } from '../../runtime/status.ts'
import { child } from '../../runtime/supervisor.ts'
import { assert, suite } from '../harness.ts'
import { flat, fromElsewhere, heard, Keeper, Workbench } from './support/workbench.ts'

const test = suite('status')

class Described extends Keeper {
  protected override describe(): Record<string, unknown> {
    return { heard: Keeper.heard.length }
  }
}

test('status shows every actor: kind, restarts, mailbox depth, and what it says of itself', () => {
  heard()
  const on = new Workbench({
    ...flat([]),
    children: [
      child('one', (ctx) => new Described(ctx), { role: 'keeper' }),
      child('two', (ctx) => new Keeper(ctx), { restart: 'temporary' }),
    ],
  })
  on.tell('root/one', 'noSuchMethod', null)
  on.tell('root/one', 'keep', 'x')
  on.system.receive(fromElsewhere('root/one', 'keep', 'y'))
  const [one, two] = statusOf(on.system)
  const { incarnation, ...rest } = one ?? { incarnation: 0 }
  assert.ok(incarnation > (two?.incarnation ?? 0))
  assert.equal(rest, {
    system: 'here',
    path: 'root/one',
    kind: 'keeper',
    running: true,
    restarts: 1,
    mailboxDepth: 1,
    handled: 1,
    details: { heard: 1 },
  })
  assert.equal([two?.kind, two?.restarts, two?.mailboxDepth], ['two', 0, 0])
})

test.run()
