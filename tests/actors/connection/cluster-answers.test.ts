/** Facts of the cluster that several answers share. */
import {
  clusterOperations,
  controllerOf,
  isInternal,
  topicOperations,
} from '../../../actors/connection/cluster-answers.ts'
import { assert, suite } from '../../harness.ts'
import { registration, viewAfter } from '../../support/broker-parts.ts'

const test = suite('cluster answers')

test('the controller that clients are told of is a broker that is there, -1 without any', () => {
  assert.is(controllerOf(viewAfter([])), -1)
  assert.is(controllerOf(viewAfter([registration(3), registration(2)])), 2)
})

test("Kafka's own topics are internal, and no other", () => {
  for (const name of ['__consumer_offsets', '__transaction_state', '__share_group_state']) {
    assert.ok(isInternal(name))
  }
  for (const name of ['orders', '__other', null]) assert.not.ok(isInternal(name))
})

/** The bits of operations, by Kafka's numbers for them (AclOperation). */
const bitsOf = (...operations: number[]) =>
  operations.reduce((bits, operation) => bits | (1 << operation), 0)

test('without an authorizer everything is allowed that there is to do', () => {
  const [read, write, create, remove, alter, describe] = [3, 4, 5, 6, 7, 8]
  const [clusterAction, describeConfigs, alterConfigs, idempotentWrite] = [9, 10, 11, 12]
  const settings = [describeConfigs, alterConfigs]
  assert.is(topicOperations, bitsOf(read, write, create, remove, alter, describe, ...settings))
  const cluster = [create, clusterAction, ...settings, idempotentWrite, alter, describe]
  assert.is(clusterOperations, bitsOf(...cluster))
})

test.run()
