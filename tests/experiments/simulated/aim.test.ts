/** Tests of roles in fault schedules: they become names, or the fault misses. */
import { aimed } from '../../../experiments/simulated/aim.ts'
import type { Fault } from '../../../runtime/simulator/faults.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('aim')

/** Broker 2 leads partition 0 of `my-orders`; nobody leads anything else. */
const at = (fault: Fault) =>
  aimed(fault, (topic, partition) =>
    topic === 'my-orders' && partition === 0 ? { system: 'broker-2', path: 'replicas/x-0' } : null,
  )
const leader = 'leader of my-orders-0'

test('a role is replaced wherever a fault names systems or a path', () => {
  const system = { kind: 'freeze', atMs: 1, forMs: 2, system: leader } as const
  assert.equal(at(system), { ...system, system: 'broker-2' })
  const actor = { kind: 'crash-actor', atMs: 1, system: leader, path: 'replica of my-orders-0' }
  const found = { ...actor, system: 'broker-2', path: 'replicas/x-0' }
  assert.equal(at(actor as Fault), found)
  const links = { kind: 'links', atMs: 1, forMs: null, from: [leader, 'a'], to: ['*'] } as const
  assert.equal(at(links), { ...links, from: ['broker-2', 'a'] })
  const reset = { kind: 'reset-connections', atMs: 1, between: ['a', leader] } as const
  assert.equal(at(reset), { ...reset, between: ['a', 'broker-2'] })
  const cut = { kind: 'partition', atMs: 1, forMs: 5, sides: [[leader], ['a', 'b']] } as const
  assert.equal(at(cut), { ...cut, sides: [['broker-2'], ['a', 'b']] })
})

test('a fault without roles is left as it is', () => {
  const plain: Fault = { kind: 'crash', system: 'broker-1', atMs: 1, forMs: 2 }
  assert.equal(at(plain), plain)
})

test('a fault against a role that nobody has misses', () => {
  assert.is(at({ kind: 'freeze', system: 'leader of my-orders-1', atMs: 1, forMs: 2 }), null)
})

test.run()
