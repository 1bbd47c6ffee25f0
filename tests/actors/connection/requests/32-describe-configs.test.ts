/** DescribeConfigs: the settings of topics and brokers, and where each value comes from. */
import { brokerSettings } from '../../../../cluster-config/broker-settings.ts'
import { topicSettings } from '../../../../cluster-config/topic-settings.ts'
import type { RequestDraft, ResponseBody } from '../../../../protocol/api-versions.ts'
import { codeOf } from '../../../../protocol/errors.ts'
import { assert, suite } from '../../../harness.ts'
import { SimulatedKafka } from '../../../support/simulated-kafka.ts'

const test = suite('DescribeConfigs')

const topicType = 2
const brokerType = 4
const source = { topic: 1, staticBroker: 4, default: 5 }

const settings = new Map<string, unknown>([
  ['log.retention.minutes', 90],
  ['num.partitions', 3],
])
const controlUrl = 'http://127.0.0.1:9000/?token=abc'
const kafka = SimulatedKafka.ready({ seed: 32, settings, controlUrl })
kafka.createTopic('plain')
kafka.createTopic('own', { configs: { 'retention.ms': '1000', 'cleanup.policy': 'compact' } })
const client = kafka.connect(2)

type Resource = RequestDraft<32>['resources'][number]
type Result = ResponseBody<32>['results'][number]

function describe(
  resourceType: number,
  resourceName: string,
  configurationKeys: readonly string[] | null = null,
  { version = 4, documentation = false } = {},
): Result {
  const resources: Resource[] = [{ resourceType, resourceName, configurationKeys }]
  const body = { resources, includeSynonyms: true, includeDocumentation: documentation }
  const { results } = client.request(32, version, body)
  assert.is(results.length, 1)
  return results[0]!
}

const entry = (result: Result, name: string) => result.configs.find((one) => one.name === name)
const namesOf = ({ configs }: Result) => configs.map(({ name }) => name)

test('a topic is described with every topic setting, and no other', () => {
  const result = describe(topicType, 'plain')
  assert.equal([result.errorCode, result.errorMessage], [0, ''])
  assert.equal([result.resourceType, result.resourceName], [topicType, 'plain'])
  assert.equal(namesOf(result), [...topicSettings.keys()])
})

test('a setting of a topic without its own value is inherited, or the default', () => {
  const result = describe(topicType, 'plain')
  const inherited = entry(result, 'retention.ms')
  assert.is(inherited?.value, String(90 * 60_000))
  assert.is(inherited?.configSource, source.staticBroker)
  assert.equal(inherited?.synonyms, [
    { name: 'log.retention.minutes', value: '90', source: source.staticBroker },
    { name: 'log.retention.hours', value: '168', source: source.default },
  ])
  const untouched = entry(result, 'segment.bytes')
  assert.is(untouched?.value, '1073741824')
  assert.is(untouched?.configSource, source.default)
})

test('a value of the topic itself comes first, before what it hides', () => {
  const result = describe(topicType, 'own')
  const own = entry(result, 'retention.ms')
  assert.is(own?.value, '1000')
  assert.is(own?.configSource, source.topic)
  assert.equal(own?.synonyms, [
    { name: 'retention.ms', value: '1000', source: source.topic },
    { name: 'log.retention.minutes', value: '90', source: source.staticBroker },
    { name: 'log.retention.hours', value: '168', source: source.default },
  ])
  assert.is(entry(result, 'cleanup.policy')?.value, 'compact')
  assert.equal(result.configs.filter(({ configSource }) => configSource === source.topic).length, 2)
})

test('"no bound" is shown as the largest long of Kafka', () => {
  assert.is(entry(describe(topicType, 'plain'), 'flush.ms')?.value, '9223372036854775807')
})

test('a broker is described with its settings, its id and the control server', () => {
  const result = describe(brokerType, '2')
  assert.equal([result.errorCode, result.resourceName], [0, '2'])
  const facts = ['node.id', 'highwater.control.url']
  assert.equal(namesOf(result), [...brokerSettings.keys(), ...facts])
  assert.is(entry(result, 'node.id')?.value, '2')
  assert.is(entry(result, 'node.id')?.readOnly, true)
  assert.is(entry(result, 'highwater.control.url')?.value, controlUrl)
  const changed = entry(result, 'num.partitions')
  assert.is(changed?.value, '3')
  assert.equal(changed?.synonyms, [
    { name: 'num.partitions', value: '3', source: source.staticBroker },
    { name: 'num.partitions', value: '1', source: source.default },
  ])
  assert.is(entry(result, 'log.retention.ms')?.value, null)
})

test('without a control server a broker tells of none', () => {
  const bare = SimulatedKafka.ready({ seed: 33, brokers: 1 })
  const resource = { resourceType: brokerType, resourceName: '1', configurationKeys: null }
  const [result] = bare.connect().request(32, 4, { resources: [resource] }).results
  assert.is(result?.errorCode, 0)
  assert.is(entry(result!, 'highwater.control.url'), undefined)
  assert.is(entry(result!, 'node.id')?.value, '1')
})

test('the empty broker name asks for what was set for all at run time: nothing', () => {
  const result = describe(brokerType, '')
  assert.equal([result.errorCode, result.configs], [0, []])
})

for (const [type, name, error] of [
  [topicType, 'missing', 'UNKNOWN_TOPIC_OR_PARTITION'],
  [topicType, 'not/allowed', 'INVALID_TOPIC_EXCEPTION'],
  [topicType, '', 'INVALID_TOPIC_EXCEPTION'],
  [topicType, 'n'.repeat(250), 'INVALID_TOPIC_EXCEPTION'],
  [brokerType, '1', 'INVALID_REQUEST'],
  [brokerType, '99', 'INVALID_REQUEST'],
  [brokerType, 'two', 'INVALID_REQUEST'],
  [brokerType, 'x'.repeat(32_767), 'INVALID_REQUEST'],
  [8, '2', 'INVALID_REQUEST'], // broker loggers
  [16, 'x', 'INVALID_REQUEST'], // client metrics
  [32, 'x', 'INVALID_REQUEST'], // groups
  [0, '', 'INVALID_REQUEST'],
  [127, 'x', 'INVALID_REQUEST'],
  [-128, 'x', 'INVALID_REQUEST'],
] as const) {
  test(`resource type ${type} "${name.slice(0, 20)}" is refused with ${error} on broker 2`, () => {
    const result = describe(type, name)
    assert.is(result.errorCode, codeOf(error))
    assert.equal(result.configs, [])
    assert.equal([result.resourceType, result.resourceName], [type, name])
  })
}

test('keys choose what is shown, in the order of the settings; unknown ones show nothing', () => {
  const keys = ['segment.bytes', 'no.such.setting', 'cleanup.policy', 'segment.bytes']
  assert.equal(namesOf(describe(topicType, 'own', keys)), ['cleanup.policy', 'segment.bytes'])
  assert.equal(namesOf(describe(brokerType, '2', ['node.id'])), ['node.id'])
  assert.equal(namesOf(describe(topicType, 'own', ['no.such.setting'])), [])
})

test('no keys ask for all settings, as null does', () => {
  assert.equal(namesOf(describe(topicType, 'own', [])), [...topicSettings.keys()])
})

test('synonyms and documentation come only to whom asks for them', () => {
  const resources = [
    { resourceType: topicType, resourceName: 'own', configurationKeys: ['retention.ms'] },
  ]
  const ask = (includeSynonyms: boolean, includeDocumentation: boolean) =>
    client.request(32, 4, { resources, includeSynonyms, includeDocumentation }).results[0]
      ?.configs[0]
  const neither = ask(false, false)
  assert.equal([neither?.synonyms, neither?.documentation], [[], null])
  const both = ask(true, true)
  assert.is(both?.synonyms.length, 3)
  assert.is(both?.documentation, topicSettings.get('retention.ms')?.doc)
})

test('a resource that stands often is described once, as it stood last', () => {
  const resource = (resourceName: string, key: string) => ({
    resourceType: topicType,
    resourceName,
    configurationKeys: [key],
  })
  const resources = [
    resource('own', 'retention.ms'),
    resource('plain', 'preallocate'),
    resource('own', 'segment.ms'),
    { resourceType: brokerType, resourceName: 'own', configurationKeys: [] },
  ]
  const { results } = client.request(32, 4, { resources })
  assert.equal(
    results.map((result) => [result.resourceType, result.resourceName, namesOf(result)]),
    [
      [topicType, 'own', ['segment.ms']],
      [topicType, 'plain', ['preallocate']],
      [brokerType, 'own', []],
    ],
  )
})

test('no resources give an empty answer', () => {
  assert.equal(client.request(32, 4, { resources: [] }).results, [])
})

for (const version of [1, 2, 3, 4]) {
  test(`v${version} carries a topic and a broker with all that the version knows`, () => {
    for (const [type, name] of [
      [topicType, 'own'],
      [brokerType, '2'],
    ] as const) {
      const result = describe(type, name, null, { version, documentation: version >= 3 })
      assert.is(result.errorCode, 0)
      const one = result.configs.find(({ value }) => value !== null)
      assert.ok(one !== undefined && one.synonyms.length > 0)
      assert.is(one.configType > 0, version >= 3)
      assert.is((one.documentation ?? '') !== '', version >= 3)
    }
  })
}

test('nothing has crashed', () => {
  assert.equal(kafka.crashes(), [])
})

test.run()
