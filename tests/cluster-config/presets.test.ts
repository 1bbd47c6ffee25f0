/** Presets: the two thresholds of the mission, and Kafka's own values. */
import { brokerSettings } from '../../cluster-config/broker-settings.ts'
import { defineCluster } from '../../cluster-config/define-cluster.ts'
import { isPresetName, presets } from '../../cluster-config/presets.ts'
import { assert, suite } from '../harness.ts'

const test = suite('presets')

test('the default preset fences after 6 s and drops a lagging follower after 10 s', () => {
  const { preset, brokerSettings: settings } = defineCluster()
  assert.is(preset, 'mission')
  assert.is(settings['broker.session.timeout.ms'], 6_000)
  assert.is(settings['replica.lag.time.max.ms'], 10_000)
  assert.is(settings['group.initial.rebalance.delay.ms'], 0)
  assert.is(settings['default.replication.factor'], 3)
  assert.is(settings['min.insync.replicas'], 2)
})

test("the preset kafka has Kafka's 9 s, 30 s and 3 s", () => {
  const settings = defineCluster({ preset: 'kafka' }).brokerSettings
  assert.is(settings['broker.session.timeout.ms'], 9_000)
  assert.is(settings['replica.lag.time.max.ms'], 30_000)
  assert.is(settings['group.initial.rebalance.delay.ms'], 3_000)
  assert.is(settings['default.replication.factor'], 1)
})

test('presets change only settings that exist', () => {
  for (const changes of presets.values()) {
    for (const name of changes.keys()) assert.ok(brokerSettings.has(name), name)
  }
})

test('only the two names are presets', () => {
  assert.ok(isPresetName('mission'))
  assert.not.ok(isPresetName('production'))
})

test.run()
