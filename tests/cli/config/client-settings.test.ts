/** Client settings of produce and consume. */
import {
  clientSettings,
  consumerSettings,
  producerSettings,
} from '../../../cli/config/client-settings.ts'
import { UserError } from '../../../cluster-config/user-error.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('client settings')

const hintOf = (given: string): string | undefined => {
  try {
    clientSettings(producerSettings, [given])
  } catch (error) {
    if (error instanceof UserError) return error.hint
  }
  return 'not refused'
}

test('without -X the defaults hold', () => {
  assert.is(clientSettings(producerSettings).acks, 'all')
  assert.is(clientSettings(consumerSettings)['fetch.max.wait.ms'], 500)
})

test('-X sets them by their Kafka names', () => {
  const settings = clientSettings(producerSettings, ['acks=1', 'batch.size=10', 'acks=0'])
  assert.is(settings.acks, '0')
  assert.is(settings['batch.size'], 10)
})

test('an unknown name and a bad value are refused with what was meant', () => {
  assert.is(hintOf('ack=1'), 'did you mean acks?')
  assert.match(hintOf('zzz=1')!, 'it takes acks, batch.size')
  assert.is(hintOf('acks=2'), 'it takes one of all, -1, 0, 1')
  assert.is(hintOf('toString=2')?.startsWith('it takes'), true)
})

test.run()
