/** Who waits on a leader: answered when records are safe, failed when it leads no more. */
import { PartitionReplica } from '../../../actors/partition/partition-replica.ts'
import { must } from '../../../runtime/assert.ts'
import { assert, suite } from '../../harness.ts'
import { flat, Workbench } from '../../runtime/support/workbench.ts'
import { assignmentOf, topicRecords, viewAfter } from '../../support/broker-parts.ts'
import { batchOf } from '../../support/simulated-kafka.ts'

const test = suite('waiting')
const path = 'root/replica'
const [producer, reader, follower] = [1, 2, 3]

/** Broker 1 leads, with 2 and 3 in sync; a producer, a reader and broker 2 wait. */
function waiting() {
  const view = viewAfter(topicRecords('idA', 'orders', [1]))
  const topic = must(view.image.topicNamed('orders'), 'the topic is made')
  const bench = new Workbench(
    flat([['replica', (ctx) => new PartitionReplica(ctx, view, topic, 0)]]),
  )
  const state = (leader: number, leaderEpoch: number) =>
    assignmentOf('idA', {
      ...{ partition: 0, replicas: [1, 2, 3], isr: [1, 2, 3] },
      ...{ leader, leaderEpoch, partitionEpoch: leaderEpoch },
    })
  bench.tell(path, 'becomeLeader', { state: state(1, 0) })
  const records = batchOf('a')
  bench.ask(path, 'append', { records, acks: -1, apiVersion: 9, timeoutMs: 5_000 }, producer)
  bench.ask(path, 'awaitData', { beyondOffset: 0, reader: 'r', waitMs: 5_000 }, reader)
  fetch(2, 1, follower)
  return { bench, fetch, state, answer }

  function fetch(followerId: number, fetchOffset: number, askId: number) {
    const lastFetchedEpoch = fetchOffset === 0 ? -1 : 0
    const position = { leaderEpoch: 0, fetchOffset, lastFetchedEpoch, highWatermark: 0 }
    const message = { followerId, brokerEpoch: 0, position, maxBytes: 1_000_000 }
    bench.ask(path, 'followerFetch', message, askId)
  }

  function answer(askId: number): Record<string, unknown> | undefined {
    return bench.answers.find(([id]) => id === askId)?.[1] as Record<string, unknown> | undefined
  }
}

test('acks=all is answered when the last in-sync replica has fetched beyond the record', () => {
  const { fetch, answer } = waiting()
  fetch(3, 0, 4)
  assert.equal([answer(producer), answer(reader)], [undefined, undefined])
  fetch(3, 1, 5)
  assert.equal([answer(producer)?.['error'], answer(producer)?.['baseOffset']], ['NONE', 0])
  assert.equal(answer(reader), { highWatermark: 1 })
})

test('when another replica leads nobody is left to his time-out', () => {
  const { bench, state, answer } = waiting()
  bench.tell(path, 'becomeFollower', { state: state(2, 1) })
  assert.equal(
    [answer(producer)?.['error'], answer(follower)?.['error']],
    ['NOT_LEADER_OR_FOLLOWER', 'NOT_LEADER_OR_FOLLOWER'],
  )
  assert.equal(answer(reader), { highWatermark: 0 })
})

test('the same when this replica leads again in another epoch', () => {
  const { bench, state, answer } = waiting()
  bench.tell(path, 'becomeLeader', { state: state(1, 1) })
  assert.is(answer(producer)?.['error'], 'NOT_LEADER_OR_FOLLOWER')
})

test('metadata that is not newer changes nothing', () => {
  const { bench, state, answer } = waiting()
  bench.tell(path, 'becomeFollower', { state: state(2, 0) })
  assert.is(answer(producer), undefined)
})

test('a parked fetch is answered by the next append, with its records', () => {
  const { bench, answer } = waiting()
  assert.is(answer(follower), undefined)
  const message = { records: batchOf('b'), acks: 0, apiVersion: 9, timeoutMs: 1_000 }
  bench.ask(path, 'append', message, 9)
  const { records } = answer(follower) as { records: Uint8Array }
  assert.is(records.length, batchOf('b').length)
})

test('who asks for an epoch that this replica does not know yet waits for it', () => {
  const { bench, state, answer } = waiting()
  const position = { leaderEpoch: 1, fetchOffset: 1, lastFetchedEpoch: 0, highWatermark: 0 }
  const early = { followerId: 3, brokerEpoch: 0, position, maxBytes: 1_000 }
  bench.ask(path, 'followerFetch', early, 6)
  assert.is(answer(6), undefined)
  bench.tell(path, 'becomeLeader', { state: state(1, 1) })
  bench.ask(path, 'append', { records: batchOf('b'), acks: 0, apiVersion: 9, timeoutMs: 1 }, 9)
  assert.is(answer(6)?.['error'], 'NONE')
})

test.run()
