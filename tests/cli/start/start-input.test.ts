/** The flags of start: what they say about the cluster, over what the file says. */
import { startInput, topicSpec } from '../../../cli/start/start-input.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('start input')

test('without flags the file stands', () => {
  const file = { brokers: 5, broker: { 'num.partitions': 4 } }
  assert.equal(startInput({}, file), file)
})

test('each flag wins over the file', () => {
  const flags = {
    brokers: '1',
    port: '0',
    firstId: '0',
    partitions: '2',
    preset: 'kafka',
    advertisedHost: 'localhost',
    autoTopics: 'off',
    memory: true,
    topic: ['a:6:1', 'b'],
    X: ['num.partitions=9', 'message.max.bytes=5'],
  }
  const file = {
    brokers: 3,
    port: 1,
    firstId: 1,
    partitions: 1,
    preset: 'mission' as const,
    advertisedHost: 'x',
    autoTopics: true,
    data: '/d',
    topics: [{ name: 'c' }],
    broker: { 'num.partitions': 4, 'log.preallocate': true },
  }
  assert.equal(startInput(flags, file), {
    brokers: 1,
    port: 0,
    firstId: 0,
    partitions: 2,
    preset: 'kafka',
    advertisedHost: 'localhost',
    autoTopics: false,
    data: null,
    topics: [{ name: 'a', partitions: 6, replicationFactor: 1 }, { name: 'b' }],
    broker: { 'num.partitions': '9', 'log.preallocate': true, 'message.max.bytes': '5' },
  })
})

test('a data directory is made absolute and excludes --memory', () => {
  assert.match(startInput({ data: 'd' }, {}).data!, /^(\/|[A-Z]:).*d$/)
  assert.throws(() => startInput({ data: 'd', memory: true }, {}), /cannot both be/)
})

test('numbers that are none are refused by the name of the flag', () => {
  assert.throws(() => startInput({ brokers: 'three' }, {}), /--brokers takes a whole number/)
  assert.throws(() => startInput({ port: '-1' }, {}), /--port takes a whole number, not "-1"/)
  assert.throws(() => startInput({ port: '1e3' }, {}), /--port/)
  assert.throws(() => startInput({ autoTopics: 'yes' }, {}), /takes on or off, not "yes"/)
})

test('a topic is a name, its partitions and its copies', () => {
  assert.equal(topicSpec('orders:6:1'), { name: 'orders', partitions: 6, replicationFactor: 1 })
  assert.equal(topicSpec('orders:6'), { name: 'orders', partitions: 6 })
  assert.equal(topicSpec('orders'), { name: 'orders' })
  for (const text of ['a:b', 'a:', 'a:1:', 'a:1:1:1']) {
    assert.throws(() => topicSpec(text), /--topic takes/, text)
  }
})

test.run()
