/** Tests of the base class of actors. */
import { Actor } from '../../runtime/actor.ts'
import { assert, suite } from '../harness.ts'
import { flat, Workbench } from './support/workbench.ts'

const test = suite('actor')

class Plain extends Actor {
  hear(_: null): void {}
}

test('an actor without hooks starts, handles, and stops', () => {
  const on = new Workbench(flat([['plain', (ctx) => new Plain(ctx)]]))
  on.tell('root/plain', 'hear', null)
  on.system.stop()
  assert.equal(on.eventsOf('root/plain'), ['started', 'stopped'])
})

test('the base class has no public method, so nothing but its own methods is a mailbox', () => {
  const hooks = ['constructor', 'started', 'stopping', 'invariants', 'describe']
  assert.equal(Object.getOwnPropertyNames(Actor.prototype), hooks)
})

test.run()
