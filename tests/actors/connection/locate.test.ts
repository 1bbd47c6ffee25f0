/** Where a partition is found, and who leads it. */
import { errorOfLost, locate, nodeEndpoints } from '../../../actors/connection/locate.ts'
import { assert, suite } from '../../harness.ts'
import { registration, topicRecords, viewAfter } from '../../support/broker-parts.ts'
import { unknownId } from '../../support/simulated-kafka.ts'

const test = suite('locate')
const view = viewAfter([
  registration(1),
  registration(2),
  ...topicRecords('idA', 'orders', [1, 2, -1]),
])

test('a partition is led here, elsewhere or by nobody', () => {
  const at = (partition: number) => {
    const { error, leaderId, leaderEpoch } = locate(view, null, 'orders', partition)
    return [error, leaderId, leaderEpoch]
  }
  assert.equal(at(0), ['NONE', 1, 0])
  assert.equal(at(1), ['NOT_LEADER_OR_FOLLOWER', 2, 0])
  assert.equal(at(2), ['NOT_LEADER_OR_FOLLOWER', -1, 0])
})

test('what is not there is unknown: a topic by its name or id, a partition in both cases', () => {
  const nowhere = { topicId: '', leaderId: -1, leaderEpoch: -1 }
  const unknown = { error: 'UNKNOWN_TOPIC_OR_PARTITION', ...nowhere }
  assert.equal(locate(view, null, 'missing', 0), unknown)
  assert.equal(locate(view, unknownId, 'orders', 0), { error: 'UNKNOWN_TOPIC_ID', ...nowhere })
  for (const partition of [3, -1, 2_147_483_647]) {
    assert.equal(locate(view, null, 'orders', partition), unknown)
    assert.equal(locate(view, 'idA', '', partition), unknown)
  }
})

test('a partition that does not answer has lost its leader, or its topic has gone', () => {
  const at = locate(view, null, 'orders', 0)
  assert.is(errorOfLost(view, at, true), 'NOT_LEADER_OR_FOLLOWER')
  const gone = { ...at, topicId: 'idZ' }
  assert.is(errorOfLost(view, gone, true), 'UNKNOWN_TOPIC_ID')
  assert.is(errorOfLost(view, gone, false), 'UNKNOWN_TOPIC_OR_PARTITION')
})

test('each broker that is known is given once', () => {
  const endpoint = { nodeId: 2, host: 'broker-2', port: 9092, rack: null }
  assert.equal(nodeEndpoints(view, [2, -1, 2, 77]), [endpoint])
})

test.run()
