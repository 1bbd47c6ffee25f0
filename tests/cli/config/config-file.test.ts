/** Configuration files: what they say, and faults with line and column. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, readConfigFile } from '../../../cli/config/config-file.ts'
import { UserError } from '../../../cluster-config/user-error.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('configuration file')

function refusal(action: () => unknown): UserError {
  try {
    action()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const yamlRefusal = (text: string): UserError => refusal(() => readConfig(text, 'c.yaml'))

test('every key is read, and topics become a list', () => {
  const text = `
# yaml-language-server: $schema=x
brokers: 1
port: 0
data: ./here
preset: kafka
autoTopics: false
topics:
  orders: { partitions: 6, replicas: 1, config: { retention.ms: 5 } }
  empty:
broker:
  message.max.bytes: 7
  log.preallocate: true
`
  assert.equal(readConfig(text, '/etc/highwater.yaml'), {
    brokers: 1,
    port: 0,
    preset: 'kafka',
    autoTopics: false,
    broker: { 'message.max.bytes': 7, 'log.preallocate': true },
    data: '/etc/here',
    topics: [
      { name: 'orders', partitions: 6, config: { 'retention.ms': 5 }, replicationFactor: 1 },
      { name: 'empty' },
    ],
  })
})

test('JSON is read too, and an empty file says nothing', () => {
  assert.equal(readConfig('{"brokers": 2}', 'c.json'), { brokers: 2 })
  assert.equal(readConfig('', 'c.yaml'), {})
  assert.equal(readConfig('# only a comment\n', 'c.yaml'), {})
})

test('an unknown key is refused where it stands, with the one that was meant', () => {
  const { message, hint } = yamlRefusal('port: 0\nbrokrs: 3\n')
  assert.is(message, 'c.yaml:2:1: brokrs is not known here')
  assert.is(hint, 'did you mean brokers?')
  const below = yamlRefusal('topics:\n  orders:\n    partitons: 3\n')
  assert.is(below.message, 'c.yaml:3:5: partitons is not known here')
  assert.is(below.hint, 'did you mean partitions?')
})

test('a value of the wrong type is refused where it stands', () => {
  assert.match(yamlRefusal('port: 0\nbrokers: many\n').message, /^c\.yaml:2:1: brokers: /)
  assert.match(yamlRefusal('preset: fast').message, /^c\.yaml:1:1: preset: /)
})

test('broker and topic settings are checked by their tables', () => {
  assert.is(
    yamlRefusal('broker:\n  num.partition: 3\n').message,
    'c.yaml:2:3: num.partition is no broker setting; did you mean num.partitions?',
  )
  assert.match(
    yamlRefusal('broker:\n  num.partitions: 0\n').message,
    'c.yaml:2:3: num.partitions: 0 is less than 1',
  )
  assert.match(
    yamlRefusal('topics:\n  a:\n    config:\n      retention.m: 3\n').message,
    'c.yaml:4:7: retention.m is no topic setting; did you mean retention.ms?',
  )
  assert.match(yamlRefusal('broker:\n  num.partitions:\n').message, 'has no value')
})

test('what is no YAML is refused where it breaks', () => {
  assert.match(yamlRefusal('brokers: [1\n').message, /^c\.yaml:\d+:\d+: /)
  assert.match(yamlRefusal('brokers: 1\nbrokers: 2\n').message, /^c\.yaml:2:1: /)
  assert.match(yamlRefusal('- a\n').message, /^c\.yaml:1:1: /)
})

test('a file that is not there, of another kind or of a later part is refused', () => {
  assert.is(
    refusal(() => readConfigFile('nowhere.yaml')).message,
    'nowhere.yaml cannot be read: ENOENT',
  )
  assert.match(refusal(() => readConfigFile('c.toml')).message, 'ends in .yaml, .yml or .json')
  assert.match(refusal(() => readConfigFile('highwater.config.ts')).message, 'not built yet')
})

test('a file on disk is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-'))
  const file = join(folder, 'highwater.yml')
  writeFileSync(file, 'brokers: 1\n')
  assert.equal(readConfigFile(file), { brokers: 1 })
  rmSync(folder, { recursive: true })
})

test.run()
