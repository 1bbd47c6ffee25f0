/** What a topic was given: read, refused in words, laid over what it inherits. */
import { brokerSettingsWith } from '../../cluster-config/broker-settings.ts'
import { readTopicConfig, topicSettingsOf } from '../../cluster-config/topic-config.ts'
import { assert, suite } from '../harness.ts'

const test = suite('topic config')

const faultOf = (...given: [string, string | null][]): string => {
  const read = readTopicConfig(given)
  return 'fault' in read ? read.fault : 'no fault'
}

test('known settings are read into their types', () => {
  const read = readTopicConfig([
    ['retention.ms', '60000'],
    ['cleanup.policy', 'compact,delete'],
  ])
  if ('fault' in read) throw new Error(read.fault)
  assert.equal(
    [...read.config],
    [
      ['retention.ms', 60_000],
      ['cleanup.policy', ['compact', 'delete']],
    ],
  )
})

test('an unknown setting is refused with the one that was meant', () => {
  assert.is(
    faultOf(['retention.m', '1']),
    'retention.m is no topic setting; did you mean retention.ms?',
  )
  assert.is(faultOf(['zzz', '1']), 'zzz is no topic setting')
})

test('a value out of bounds, of the wrong type or missing is refused by name', () => {
  assert.match(faultOf(['min.insync.replicas', '0']), 'min.insync.replicas: 0 is less than 1')
  assert.match(faultOf(['retention.ms', 'week']), 'retention.ms: "week" is not a whole number')
  assert.is(faultOf(['retention.ms', null]), 'retention.ms has no value')
})

test('rules over two settings, and what highwater does not have, are refused', () => {
  assert.match(
    faultOf(['min.compaction.lag.ms', '5'], ['max.compaction.lag.ms', '4']),
    'more than max.compaction.lag.ms',
  )
  assert.match(faultOf(['remote.storage.enable', 'true']), 'no tiered storage')
  assert.match(faultOf(['compression.gzip.level', '0']), 'no gzip level')
})

test("a topic's own values win over its brokers', the rest is inherited", () => {
  const read = readTopicConfig([['max.message.bytes', '99']])
  if ('fault' in read) throw new Error(read.fault)
  const broker = brokerSettingsWith(
    new Map([
      ['message.max.bytes', 50],
      ['log.segment.bytes', 2_000_000],
    ]),
  )
  const settings = topicSettingsOf(read.config, broker)
  assert.is(settings['max.message.bytes'], 99)
  assert.is(settings['segment.bytes'], 2_000_000)
  assert.is(settings['retention.ms'], 604_800_000)
})

test.run()
