/** Elections, settings and moves that somebody asks the active controller for. */
import type {
  LeadersElected,
  MorePartitionsCreated,
  PartitionsReassigned,
  ReassignmentsListed,
  TopicConfigsAltered,
} from '../../../actors/controller/controller-messages.ts'
import { assert, suite } from '../../harness.ts'
import { ControllerBench } from '../../support/controller-bench.ts'

const test = suite('elections that are asked for')
const small = { 'min.insync.replicas': '1' }

/** Broker 2 leads `orders` alone; broker 1, the preferred leader, is back but not in sync. */
function moved(): ControllerBench {
  const cluster = new ControllerBench().join(1, 2)
  cluster.createTopic('orders', [1, 2], small)
  cluster.crash(1)
  cluster.restart(1, 'whole')
  return cluster
}

function joined(cluster: ControllerBench): ControllerBench {
  cluster.alterIsr('orders', [
    [2, cluster.epochOf(2)],
    [1, cluster.epochOf(1)],
  ])
  return cluster
}

function elect(cluster: ControllerBench, election: string, all = false): [number, string][] {
  for (const brokerId of [1, 2]) cluster.heartbeat(brokerId)
  const partitions = all ? null : [{ topic: 'orders', partition: 0 }]
  const answer = cluster.ask<LeadersElected>('electLeaders', { election, partitions })
  // The answer waits for brokers that follow; on the bench nobody does.
  cluster.pass(3_000)
  const late = cluster.bench.answers.at(-1)?.[1] as LeadersElected
  return (answer ?? late).partitions.map(({ partition, error }) => [partition, error])
}

test('a preferred election needs the preferred leader in sync', () => {
  const cluster = moved()
  assert.equal(elect(cluster, 'preferred'), [[0, 'PREFERRED_LEADER_NOT_AVAILABLE']])
  assert.equal(elect(joined(cluster), 'preferred'), [[0, 'NONE']])
  assert.is(cluster.partition('orders').leader, 1)
  assert.equal(elect(cluster, 'preferred'), [[0, 'ELECTION_NOT_NEEDED']])
})

test('asked for everything, only what an election changes is named', () => {
  const cluster = joined(moved())
  cluster.createTopic('idle', [1, 2], small)
  assert.equal(elect(cluster, 'preferred', true), [[0, 'NONE']])
})

test('leaders return to the first assigned replicas by themselves', () => {
  const cluster = joined(moved())
  for (let ms = 0; ms < 300_000; ms += 2_000) {
    cluster.heartbeat(1)
    cluster.heartbeat(2)
    cluster.pass(2_000)
  }
  assert.is(cluster.partition('orders').leader, 1)
})

test('an unclean election is for partitions without a leader', () => {
  const cluster = moved()
  assert.equal(elect(cluster, 'unclean'), [[0, 'ELECTION_NOT_NEEDED']])
  cluster.crash(2)
  assert.is(cluster.partition('orders').leader, -1)
  assert.equal(elect(cluster, 'unclean'), [[0, 'NONE']])
  const { leader, isr, leaderRecoveryState } = cluster.partition('orders')
  assert.equal({ leader, isr }, { leader: 1, isr: [1] })
  assert.is(leaderRecoveryState, 'recovering')
})

test('unclean.leader.election.enable acts at once when it is switched on', () => {
  const cluster = moved()
  cluster.crash(2)
  const changes = [{ key: 'unclean.leader.election.enable', value: 'true' }]
  const asked = { topics: [{ topic: 'orders', changes }] }
  cluster.ask<TopicConfigsAltered>('alterTopicConfigs', asked)
  assert.is(cluster.partition('orders').leader, 1)
})

test('a setting that a topic cannot have is refused', () => {
  const cluster = moved()
  const changes = [{ key: 'retention.ms', value: 'soon' }]
  cluster.ask('alterTopicConfigs', { topics: [{ topic: 'orders', changes }] })
  cluster.pass(3_000)
  const [, answer] = cluster.bench.answers.at(-1) as [number, TopicConfigsAltered]
  assert.is(answer.topics[0]?.error, 'INVALID_CONFIG')
  assert.is(cluster.image().topicNamed('orders')?.configs.size, 1)
})

function reassign(cluster: ControllerBench, replicas: number[] | null, allow = true) {
  const partitions = [{ topic: 'orders', partition: 0, replicas }]
  cluster.ask('reassignPartitions', { partitions, allowReplicationFactorChange: allow })
  cluster.pass(3_000)
  const answer = cluster.bench.answers.at(-1)?.[1] as PartitionsReassigned
  return answer.partitions[0]?.error
}

test('a reassignment ends when the new replicas are in sync; until then it is listed', () => {
  const cluster = new ControllerBench().join(1, 2, 3)
  cluster.createTopic('orders', [1, 2], small)
  assert.is(reassign(cluster, [3, 2]), 'NONE')
  for (const id of [1, 2, 3]) cluster.heartbeat(id)
  const listed = () =>
    cluster.ask<ReassignmentsListed>('listReassignments', { wanted: null })?.partitions
  assert.equal(listed(), [
    {
      topic: 'orders',
      partition: 0,
      replicas: [3, 2, 1],
      addingReplicas: [3],
      removingReplicas: [1],
    },
  ])
  const epochOf = (id: number) => [id, cluster.epochOf(id)] as const
  assert.is(cluster.alterIsr('orders', [1, 2, 3].map(epochOf)), 'NONE')
  const { replicas, isr, leader } = cluster.partition('orders')
  assert.equal({ replicas, isr, leader }, { replicas: [3, 2], isr: [2, 3], leader: 3 })
  assert.equal(listed(), [])
})

test('a reassignment is called off, and what cannot be is refused', () => {
  const cluster = new ControllerBench().join(1, 2, 3)
  cluster.createTopic('orders', [1, 2], small)
  assert.is(reassign(cluster, null), 'NO_REASSIGNMENT_IN_PROGRESS')
  assert.is(reassign(cluster, [9]), 'INVALID_REPLICA_ASSIGNMENT')
  assert.is(reassign(cluster, [3]), 'INVALID_REPLICA_ASSIGNMENT')
})

test('the number of replicas changes only when that is allowed', () => {
  const cluster = new ControllerBench().join(1, 2, 3)
  cluster.createTopic('orders', [1, 2], small)
  assert.is(reassign(cluster, [1, 2, 3], false), 'INVALID_REPLICATION_FACTOR')
  assert.is(reassign(cluster, [1, 2, 3]), 'NONE')
  for (const id of [1, 2, 3]) cluster.heartbeat(id)
  assert.is(reassign(cluster, null), 'NONE')
  assert.equal(cluster.partition('orders').replicas, [1, 2])
})

test('a topic gets more partitions with as many replicas, never fewer', () => {
  const cluster = new ControllerBench().join(1, 2, 3)
  cluster.createTopic('orders', [1, 2], small)
  const more = (count: number, assignments: { brokerIds: number[] }[] | null = null) => {
    const topics = [{ name: 'orders', count, assignments }]
    for (const id of [1, 2, 3]) cluster.heartbeat(id)
    cluster.ask('createPartitions', { topics, validateOnly: false })
    cluster.pass(3_000)
    const answer = cluster.bench.answers.at(-1)?.[1] as MorePartitionsCreated
    return answer.topics[0]?.error
  }
  assert.is(more(1), 'INVALID_PARTITIONS')
  assert.is(more(2, []), 'INVALID_REPLICA_ASSIGNMENT')
  assert.is(more(2, [{ brokerIds: [3] }]), 'INVALID_REPLICA_ASSIGNMENT')
  assert.is(more(2, [{ brokerIds: [3, 1] }]), 'NONE')
  assert.equal(cluster.partition('orders', 1).replicas, [3, 1])
  assert.is(more(4), 'NONE')
  assert.equal(
    [2, 3].map((n) => cluster.partition('orders', n).isr.length),
    [2, 2],
  )
})

test.run()
