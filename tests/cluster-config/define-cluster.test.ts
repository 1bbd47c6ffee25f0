/** The description of a cluster: defaults, precedence, and what is refused in which words. */
import type { ClusterInput } from '../../cluster-config/cluster-input.ts'
import { defineCluster } from '../../cluster-config/define-cluster.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { assert, suite } from '../harness.ts'

const test = suite('define cluster')

function refusal(input: ClusterInput): UserError {
  try {
    defineCluster(input)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error(`${JSON.stringify(input)} was not refused`)
}

test('with nothing said there are three brokers on 127.0.0.1 from port 9092, in memory', () => {
  const { brokerSettings, ...rest } = defineCluster()
  assert.is(brokerSettings['auto.create.topics.enable'], true)
  assert.equal(rest, {
    brokers: 3,
    firstId: 1,
    host: '127.0.0.1',
    advertisedHost: '127.0.0.1',
    port: 9092,
    data: null,
    preset: 'mission',
    partitions: 1,
    autoTopics: true,
    topics: [],
    clusterId: null,
    isolation: 'thread',
  })
})

test("Kafka's names are taken for settings, as text, number or boolean", () => {
  const { brokerSettings } = defineCluster({
    broker: { 'message.max.bytes': '5000', 'num.partitions': 4, 'log.preallocate': true },
  })
  assert.is(brokerSettings['message.max.bytes'], 5_000)
  assert.is(brokerSettings['num.partitions'], 4)
  assert.is(brokerSettings['log.preallocate'], true)
})

test('partitions and autoTopics win over the same settings in Kafka words', () => {
  const config = defineCluster({
    partitions: 6,
    autoTopics: false,
    broker: { 'num.partitions': 4, 'auto.create.topics.enable': true },
  })
  assert.is(config.partitions, 6)
  assert.is(config.brokerSettings['num.partitions'], 6)
  assert.is(config.autoTopics, false)
})

test('a setting wins over the preset', () => {
  const { brokerSettings } = defineCluster({ broker: { 'broker.session.timeout.ms': 7_000 } })
  assert.is(brokerSettings['broker.session.timeout.ms'], 7_000)
})

test('topics have the default partitions and one copy unless they say otherwise', () => {
  const { topics } = defineCluster({
    partitions: 2,
    topics: [{ name: 'a' }, { name: 'b', partitions: 6, config: { 'retention.ms': 5 } }],
  })
  assert.equal(topics, [
    { name: 'a', partitions: 2, replicationFactor: 1, config: {} },
    { name: 'b', partitions: 6, replicationFactor: 1, config: { 'retention.ms': '5' } },
  ])
})

test('more than one copy is refused for a topic and for all topics', () => {
  const one = refusal({ topics: [{ name: 'orders', replicationFactor: 3 }] })
  assert.is(one.message, 'topic orders: replication factor: 3 is more than 1')
  assert.match(one.hint!, 'not built yet: part B')
  const all = refusal({ broker: { 'default.replication.factor': 3 } })
  assert.is(all.message, 'default.replication.factor: 3 is more than 1')
})

test('an unknown setting is refused with the one that was meant', () => {
  const { message, hint, exitCode } = refusal({ broker: { 'num.partition': 3 } })
  assert.is(message, 'num.partition is no broker setting that highwater knows')
  assert.is(hint, 'did you mean num.partitions?')
  assert.is(exitCode, 2)
})

test('a bad value is refused with what the setting takes', () => {
  const { message, hint } = refusal({ broker: { 'socket.request.max.bytes': 'lots' } })
  assert.is(message, 'socket.request.max.bytes: "lots" is not a whole number')
  assert.is(hint, 'it takes a whole number from 1 (bytes)')
})

test('brokers, ids and ports out of range are refused', () => {
  assert.match(refusal({ brokers: 0 }).message, 'brokers: 0 is not a whole number from 1 to 100')
  assert.match(refusal({ brokers: 1.5 }).message, 'brokers: 1.5')
  assert.match(refusal({ firstId: 100, brokers: 3 }).message, 'firstId: 100')
  assert.match(refusal({ port: 65_534 }).message, 'would need port 65536')
  assert.match(refusal({ port: -1 }).message, 'port: -1')
})

test('free ports are port 0 and the last port may be the very last', () => {
  assert.is(defineCluster({ port: 0 }).port, 0)
  assert.is(defineCluster({ port: 65_533 }).port, 65_533)
})

test('a preset, version or cluster id that is none is refused', () => {
  const { message, hint } = refusal({ preset: 'kafak' as 'kafka' })
  assert.is(message, 'preset: there is no preset kafak')
  assert.is(hint, 'did you mean kafka?')
  assert.match(refusal({ clusterId: 'short' }).message, '22 letters')
})

test('bad, doubled and colliding topics are refused', () => {
  assert.match(refusal({ topics: [{ name: 'a b' }] }).message, 'other than letters')
  assert.is(
    refusal({ topics: [{ name: 'a' }, { name: 'a' }] }).message,
    'the topic a is named twice',
  )
  assert.is(refusal({ topics: [{ name: 'a.b' }, { name: 'a_b' }] }).message, 'a.b and a_b collide')
  assert.match(
    refusal({ topics: [{ name: 'a', config: { 'retention.mx': 1 } }] }).message,
    'topic a: retention.mx is no topic setting',
  )
  assert.match(
    refusal({ topics: [{ name: 'a', partitions: 0 }] }).message,
    'topic a: partitions: 0',
  )
})

test('the description crosses threads: it is plain data', () => {
  const config = defineCluster({ topics: [{ name: 'a' }] })
  assert.equal(structuredClone(config), config)
})

test.run()
