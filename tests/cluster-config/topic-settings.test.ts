/** The topic settings: all of Kafka's, and the broker settings that speak for them. */
import { brokerSettingsWith } from '../../cluster-config/broker-settings.ts'
import { formatSetting, parseSetting } from '../../cluster-config/setting.ts'
import {
  inheritedTopicSetting,
  readTopicSetting,
  synonymsOf,
  topicSettings,
} from '../../cluster-config/topic-settings.ts'
import { assert, suite } from '../harness.ts'

const test = suite('topic settings')
const defaults = brokerSettingsWith(new Map())

test('there are the 33 settings that Kafka 4.1 takes in public, in alphabetical order', () => {
  const names = [...topicSettings.keys()]
  assert.is(names.length, 33)
  assert.equal(names, [...names].sort())
})

test('on default brokers a topic has the defaults that Kafka documents', () => {
  for (const [name, setting] of topicSettings) {
    assert.equal(inheritedTopicSetting(name, defaults), setting.default, name)
  }
})

test('every default passes its own bounds and comes back from its text', () => {
  for (const [name, setting] of topicSettings) {
    const text = formatSetting(setting.default)!
    assert.equal(parseSetting(setting, text), { value: setting.default }, name)
  }
})

test('the finest unit that has a value counts for retention.ms', () => {
  const hours = brokerSettingsWith(new Map([['log.retention.hours', 2]]))
  assert.is(inheritedTopicSetting('retention.ms', hours), 7_200_000)
  const minutes = brokerSettingsWith(
    new Map([
      ['log.retention.hours', 2],
      ['log.retention.minutes', 3],
    ]),
  )
  assert.is(inheritedTopicSetting('retention.ms', minutes), 180_000)
  const forEver = brokerSettingsWith(
    new Map([
      ['log.retention.minutes', 3],
      ['log.retention.ms', -1],
    ]),
  )
  assert.is(inheritedTopicSetting('retention.ms', forEver), -1)
})

test('no limit stays no limit in whatever unit it was said', () => {
  const settings = brokerSettingsWith(new Map([['log.retention.hours', -1]]))
  assert.is(inheritedTopicSetting('retention.ms', settings), -1)
})

test('max.message.bytes and segment.bytes have other names on the broker', () => {
  assert.equal(
    synonymsOf('max.message.bytes').map(({ name }) => name),
    ['message.max.bytes'],
  )
  assert.equal(
    synonymsOf('segment.bytes').map(({ name }) => name),
    ['log.segment.bytes'],
  )
  assert.equal(synonymsOf('remote.storage.enable'), [])
})

test('one setting is read, and its fault names it', () => {
  assert.equal(readTopicSetting('retention.ms', '5'), { value: 5 })
  assert.equal(readTopicSetting('retention.ms', null), { fault: 'retention.ms has no value' })
  assert.equal(readTopicSetting('preallocate', 'maybe'), {
    fault: 'preallocate: "maybe" is neither true nor false',
  })
})

test.run()
