/** Settings as DescribeConfigs shows them: sources and synonyms like Kafka's. */
import { brokerSettingsWith } from '../../cluster-config/broker-settings.ts'
import {
  brokerConfigEntry,
  factEntry,
  topicConfigEntry,
} from '../../cluster-config/config-entry.ts'
import { assert, suite } from '../harness.ts'

const test = suite('config entry')
const defaults = brokerSettingsWith(new Map())
const changed = brokerSettingsWith(new Map([['message.max.bytes', 77]]))

test('a setting that the topic was given comes from the topic, the broker stands behind it', () => {
  const entry = topicConfigEntry('max.message.bytes', new Map([['max.message.bytes', 5]]), changed)
  assert.is(entry.value, '5')
  assert.is(entry.source, 'TOPIC_CONFIG')
  assert.equal(entry.synonyms, [
    { name: 'max.message.bytes', value: '5', source: 'TOPIC_CONFIG' },
    { name: 'message.max.bytes', value: '77', source: 'STATIC_BROKER_CONFIG' },
    { name: 'message.max.bytes', value: '1048588', source: 'DEFAULT_CONFIG' },
  ])
})

test('a setting that only the brokers were given comes from them', () => {
  const entry = topicConfigEntry('max.message.bytes', new Map(), changed)
  assert.is(entry.value, '77')
  assert.is(entry.source, 'STATIC_BROKER_CONFIG')
})

test('a setting that nobody was given is a default, under the name that gives it', () => {
  const entry = topicConfigEntry('retention.ms', new Map(), defaults)
  assert.is(entry.value, '604800000')
  assert.is(entry.source, 'DEFAULT_CONFIG')
  assert.equal(entry.synonyms, [
    { name: 'log.retention.hours', value: '168', source: 'DEFAULT_CONFIG' },
  ])
})

test('a topic setting without broker setting behind it is a default without synonyms', () => {
  const entry = topicConfigEntry('remote.storage.enable', new Map(), defaults)
  assert.is(entry.value, 'false')
  assert.is(entry.source, 'DEFAULT_CONFIG')
  assert.equal(entry.synonyms, [])
})

test('broker settings that Kafka cannot alter on a live broker are read-only', () => {
  assert.ok(brokerConfigEntry('num.partitions', defaults).readOnly)
  assert.not.ok(brokerConfigEntry('message.max.bytes', defaults).readOnly)
})

test('a broker setting shows the value in force before the default it replaced', () => {
  const entry = brokerConfigEntry('message.max.bytes', changed)
  assert.is(entry.source, 'STATIC_BROKER_CONFIG')
  assert.equal(
    entry.synonyms.map(({ value }) => value),
    ['77', '1048588'],
  )
})

test('an unset broker setting has no value and nothing behind it', () => {
  const entry = brokerConfigEntry('log.roll.ms', defaults)
  assert.is(entry.value, null)
  assert.equal(entry.synonyms, [])
})

test('a fact of a broker is read-only text', () => {
  const entry = factEntry('node.id', '1', 'The id of the broker.')
  assert.is(entry.value, '1')
  assert.ok(entry.readOnly)
})

test.run()
