/** The broker settings: Kafka's defaults, and tables that agree with themselves. */
import {
  brokerSettings,
  brokerSettingsWith,
  isBrokerSetting,
} from '../../cluster-config/broker-settings.ts'
import { formatSetting, parseSetting } from '../../cluster-config/setting.ts'
import { assert, suite } from '../harness.ts'

const test = suite('broker settings')

/** Kafka 4.1.1 prints these. */
const kafka = new Map([
  ['socket.request.max.bytes', '104857600'],
  ['message.max.bytes', '1048588'],
  ['fetch.max.bytes', '57671680'],
  ['num.partitions', '1'],
  ['default.replication.factor', '1'],
  ['min.insync.replicas', '1'],
  ['auto.create.topics.enable', 'true'],
  ['unclean.leader.election.enable', 'false'],
  ['broker.session.timeout.ms', '9000'],
  ['replica.lag.time.max.ms', '30000'],
  ['replica.fetch.wait.max.ms', '500'],
  ['log.segment.bytes', '1073741824'],
  ['log.retention.hours', '168'],
  ['log.retention.ms', null],
  ['log.flush.interval.messages', '9223372036854775807'],
  ['log.message.timestamp.after.max.ms', '3600000'],
  ['compression.type', 'producer'],
  ['offsets.topic.num.partitions', '50'],
  ['group.initial.rebalance.delay.ms', '3000'],
  ['transaction.max.timeout.ms', '900000'],
  ['group.coordinator.rebalance.protocols', 'classic,consumer,streams'],
])

test("defaults are those of Kafka's 4.1.1, as Kafka prints them", () => {
  for (const [name, text] of kafka) {
    assert.is(formatSetting(brokerSettings.get(name)!.default), text, name)
  }
})

test('every default passes its own bounds and comes back from its text', () => {
  for (const [name, setting] of brokerSettings) {
    const text = formatSetting(setting.default)
    if (text === null) continue
    assert.equal(parseSetting(setting, text), { value: setting.default }, name)
  }
})

test('every setting says in one sentence what it does', () => {
  for (const [name, { doc }] of brokerSettings) assert.match(doc, /^[A-Z].{10,120}\.$/, name)
})

test('a name that ends in a unit has that unit', () => {
  for (const [name, { unit }] of brokerSettings) {
    if (name.endsWith('.ms')) assert.is(unit, 'ms', name)
    if (name.endsWith('.bytes')) assert.is(unit, 'bytes', name)
  }
})

test('changed settings replace defaults, null included, and leave the others', () => {
  const settings = brokerSettingsWith(new Map([['num.partitions', 6]]))
  assert.is(settings['num.partitions'], 6)
  assert.is(settings['message.max.bytes'], 1_048_588)
  assert.is(settings['log.roll.ms'], null)
  assert.is(Object.keys(settings).length, brokerSettings.size)
})

test('settings that Kafka does not have are no broker settings', () => {
  assert.ok(isBrokerSetting('num.partitions'))
  assert.not.ok(isBrokerSetting('num.partitons'))
  assert.not.ok(isBrokerSetting('toString'))
})

test.run()
