/** Settings as topics and brokers show them on the wire. */
import {
  brokerEntries,
  shortWireEntry,
  topicEntries,
  wireEntry,
} from '../../../actors/connection/config-entries.ts'
import { brokerSettings, brokerSettingsWith } from '../../../cluster-config/broker-settings.ts'
import { topicSettings } from '../../../cluster-config/topic-settings.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('config entries')
const broker = brokerSettingsWith(new Map([['log.retention.ms', 9_000]]))
const named = <E extends { name: string }>(entries: readonly E[], name: string): E =>
  entries.find((entry) => entry.name === name)!

test('a topic shows every setting that a topic has; what it was given comes first', () => {
  const entries = topicEntries(new Map([['retention.ms', 5]]), broker)
  assert.equal(
    entries.map(({ name }) => name),
    [...topicSettings.keys()],
  )
  const { value, source, synonyms } = named(entries, 'retention.ms')
  assert.equal([value, source], ['5', 'TOPIC_CONFIG'])
  assert.equal(
    synonyms.map((synonym) => [synonym.name, synonym.value, synonym.source]).slice(0, 2),
    [
      ['retention.ms', '5', 'TOPIC_CONFIG'],
      ['log.retention.ms', '9000', 'STATIC_BROKER_CONFIG'],
    ],
  )
})

test('a broker shows its settings, its id, and the control server if there is one', () => {
  const entries = brokerEntries(broker, 7, 'http://127.0.0.1:1/token')
  assert.is(entries.length, brokerSettings.size + 2)
  assert.is(named(entries, 'node.id').value, '7')
  assert.is(named(entries, 'highwater.control.url').value, 'http://127.0.0.1:1/token')
  assert.is(brokerEntries(broker, 7, '').length, brokerSettings.size + 1)
})

test('on the wire sources and types are numbers; extras come when they are asked for', () => {
  const entry = named(topicEntries(new Map([['retention.ms', 5]]), broker), 'retention.ms')
  assert.equal(shortWireEntry(entry), {
    name: 'retention.ms',
    value: '5',
    readOnly: false,
    configSource: 1,
    isSensitive: false,
  })
  const bare = wireEntry(entry, false, false)
  assert.equal([bare.configType, bare.documentation, bare.synonyms], [5, null, []])
  const full = wireEntry(entry, true, true)
  assert.ok(full.documentation!.length > 10)
  assert.equal(full.synonyms[0], { name: 'retention.ms', value: '5', source: 1 })
})

test.run()
