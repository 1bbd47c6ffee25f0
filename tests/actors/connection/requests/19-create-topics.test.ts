/** CreateTopics: what becomes a topic, what is refused and why, and when the answer comes. */
import { topicSettings } from '../../../../cluster-config/topic-settings.ts'
import type { RequestDraft, ResponseBody } from '../../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../../protocol/errors.ts'
import { assert, suite } from '../../../harness.ts'
import { batchOf, SimulatedKafka, zeroId } from '../../../support/simulated-kafka.ts'

const test = suite('CreateTopics')

const settings = new Map([['num.partitions', 4]])
const kafka = SimulatedKafka.ready({ seed: 19, settings })
const client = kafka.connect(2)
const controllers = kafka.simulator.machine('controllers')

type Wanted = RequestDraft<19>['topics'][number]
type Answer = ResponseBody<19>['topics'][number]

const topic = (name: string, changed: Partial<Wanted> = {}): Wanted => ({
  name,
  numPartitions: 1,
  replicationFactor: 1,
  assignments: [],
  configs: [],
  ...changed,
})

/** Partition 0, 1, … on these brokers. */
const assigned = (...lists: readonly (readonly number[])[]): Partial<Wanted> => ({
  numPartitions: -1,
  replicationFactor: -1,
  assignments: lists.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
})

function create(
  topics: readonly Wanted[],
  { validateOnly = false, timeoutMs = 10_000, version = 7 } = {},
): Answer[] {
  return [...client.request(19, version, { topics, timeoutMs, validateOnly }).topics]
}

/** Asks for one topic; its error. What is refused must have left nothing behind. */
function errorOf(wanted: Wanted): number {
  const [answer, ...more] = create([wanted])
  assert.equal([answer?.name, more], [wanted.name, []])
  const error = answer?.errorCode ?? -1
  if (error === 0) return 0
  const { topicId, numPartitions, replicationFactor, configs, errorMessage } = answer!
  assert.equal([topicId, numPartitions, replicationFactor, configs], [zeroId, -1, -1, []])
  assert.ok(errorMessage !== null && errorMessage !== '', 'a refusal says why')
  return error
}

/** What a broker tells of a topic. */
function known(name: string, brokerId = 2) {
  const each = kafka.connect(brokerId)
  const body = { topics: [{ name }], allowAutoTopicCreation: false }
  const [found] = each.request(3, 13, body).topics
  each.hangUp()
  return found!
}

const exists = (name: string): boolean => known(name).errorCode === 0

const errorsOf = (answers: readonly Answer[]) =>
  answers.map(({ name, errorCode }) => [name, errorCode])

test('a topic is made as it was asked for, and every broker knows it', () => {
  const [made] = create([topic('orders', { numPartitions: 6 })])
  assert.equal([made?.errorCode, made?.errorMessage], [0, null])
  assert.equal([made?.numPartitions, made?.replicationFactor], [6, 1])
  for (const brokerId of [1, 2, 3]) {
    const { topicId, partitions } = known('orders', brokerId)
    assert.is(topicId, made?.topicId)
    assert.equal(
      partitions.map(({ partitionIndex }) => partitionIndex),
      [0, 1, 2, 3, 4, 5],
    )
  }
  // Spread evenly: two partitions for each of three brokers.
  assert.equal(kafka.leadersOf('orders').sort(), [1, 1, 2, 2, 3, 3])
})

test('when the answer comes, the leader of every partition takes records', () => {
  create([topic('at-once', { numPartitions: 9 })])
  for (const [index, leader] of kafka.leadersOf('at-once').entries()) {
    const writer = kafka.connect(leader)
    const partitionData = [{ index, records: batchOf('x') }]
    const body = { acks: 1, timeoutMs: 1_000, topicData: [{ name: 'at-once', partitionData }] }
    const [answer] = writer.request(0, 9, body).responses
    writer.hangUp()
    assert.is(answer?.partitionResponses[0]?.errorCode, 0, `partition ${index}`)
  }
})

test('-1 takes the defaults of the brokers', () => {
  const [made] = create([topic('defaults', { numPartitions: -1, replicationFactor: -1 })])
  assert.equal([made?.errorCode, made?.numPartitions, made?.replicationFactor], [0, 4, 1])
  assert.is(known('defaults').partitions.length, 4)
})

test('with validateOnly the answer is the same and nothing is made', () => {
  const wanted = [topic('dry', { numPartitions: 2 }), topic('orders'), topic('a/b')]
  const answers = create(wanted, { validateOnly: true })
  assert.equal(errorsOf(answers), [
    ['dry', 0],
    ['orders', codeOf('TOPIC_ALREADY_EXISTS')],
    ['a/b', codeOf('INVALID_TOPIC_EXCEPTION')],
  ])
  assert.equal([answers[0]?.numPartitions, answers[0]?.replicationFactor], [2, 1])
  assert.is(answers[0]?.configs?.length, topicSettings.size)
  assert.is(exists('dry'), false)
  assert.equal(errorsOf(create([topic('dry')])), [['dry', 0]])
})

test('a topic that stands twice is told of once and not made; the others are', () => {
  const answers = create([topic('pair'), topic('lone'), topic('pair'), topic('pair')])
  assert.equal(errorsOf(answers), [
    ['pair', codeOf('INVALID_REQUEST')],
    ['lone', 0],
  ])
  assert.equal([exists('pair'), exists('lone')], [false, true])
})

test('a topic that is there is refused, and keeps what it has', () => {
  const before = known('orders')
  assert.is(errorOf(topic('orders', { numPartitions: 2 })), codeOf('TOPIC_ALREADY_EXISTS'))
  assert.equal(known('orders'), before)
})

test('names that differ in dots and underscores only collide, also within one request', () => {
  const answers = create([topic('a.b.c'), topic('a.b_c'), topic('a-b-c')])
  assert.equal(errorsOf(answers), [
    ['a.b.c', 0],
    ['a.b_c', codeOf('INVALID_TOPIC_EXCEPTION')],
    ['a-b-c', 0],
  ])
  assert.is(errorOf(topic('a_b_c')), codeOf('INVALID_TOPIC_EXCEPTION'))
})

for (const name of ['', '.', '..', 'a/b', 'a b', 'ä', 'n'.repeat(250), 'n'.repeat(32_767)]) {
  test(`the name "${name.slice(0, 8)}" of ${name.length} characters is refused`, () => {
    assert.is(errorOf(topic(name)), codeOf('INVALID_TOPIC_EXCEPTION'))
  })
}

test('a name of 249 characters is good', () => {
  assert.is(errorOf(topic('n'.repeat(249))), 0)
})

test("the metadata log of the cluster is nobody's topic to make", () => {
  assert.is(errorOf(topic('__cluster_metadata')), codeOf('TOPIC_AUTHORIZATION_FAILED'))
})

for (const [what, changed, error] of [
  ['no partitions', { numPartitions: 0 }, 'INVALID_PARTITIONS'],
  ['-2 partitions', { numPartitions: -2 }, 'INVALID_PARTITIONS'],
  ['10,001 partitions', { numPartitions: 10_001 }, 'POLICY_VIOLATION'],
  ['as many partitions as can be', { numPartitions: 2_147_483_647 }, 'POLICY_VIOLATION'],
  ['no copies', { replicationFactor: 0 }, 'INVALID_REPLICATION_FACTOR'],
  ['-2 copies', { replicationFactor: -2 }, 'INVALID_REPLICATION_FACTOR'],
  ['two copies', { replicationFactor: 2 }, 'INVALID_REPLICATION_FACTOR'],
  ['three copies', { replicationFactor: 3 }, 'INVALID_REPLICATION_FACTOR'],
  ['more copies than brokers', { replicationFactor: 4 }, 'INVALID_REPLICATION_FACTOR'],
  ['two assigned copies', assigned([1, 2]), 'INVALID_REPLICATION_FACTOR'],
  ['an unknown broker', assigned([1], [9]), 'INVALID_REPLICA_ASSIGNMENT'],
  ['a partition on no broker', assigned([1], []), 'INVALID_REPLICA_ASSIGNMENT'],
  ['a broker twice', assigned([1, 1]), 'INVALID_REPLICA_ASSIGNMENT'],
  [
    'a gap in the partitions',
    { ...assigned(), assignments: [{ partitionIndex: 1, brokerIds: [1] }] },
    'INVALID_REPLICA_ASSIGNMENT',
  ],
  [
    'a partition assigned twice',
    {
      ...assigned(),
      assignments: [1, 2].map((id) => ({ partitionIndex: 0, brokerIds: [id] })),
    },
    'INVALID_REPLICA_ASSIGNMENT',
  ],
  ['assignments and a number', { ...assigned([1]), numPartitions: 1 }, 'INVALID_REQUEST'],
  ['assignments and copies', { ...assigned([1]), replicationFactor: 1 }, 'INVALID_REQUEST'],
] as const satisfies readonly [string, Partial<Wanted>, ErrorName][]) {
  test(`a topic with ${what} is refused with ${error}`, () => {
    assert.is(errorOf(topic('unmade', changed)), codeOf(error))
    assert.is(exists('unmade'), false)
  })
}

test('partitions go to the brokers that they are assigned to', () => {
  const [made] = create([topic('placed', assigned([3], [1], [3]))])
  assert.equal([made?.errorCode, made?.numPartitions, made?.replicationFactor], [0, 3, 1])
  assert.equal(kafka.leadersOf('placed'), [3, 1, 3])
})

test('10,000 partitions are too many when two topics share them with one more', () => {
  const answers = create([topic('half', { numPartitions: 10_000 }), topic('more')])
  assert.equal(errorsOf(answers), [
    ['half', codeOf('POLICY_VIOLATION')],
    ['more', codeOf('POLICY_VIOLATION')],
  ])
  assert.equal([exists('half'), exists('more')], [false, false])
})

test('the settings of a topic are kept, and told in the answer with their source', () => {
  const configs = [
    { name: 'retention.ms', value: '1000' },
    { name: 'cleanup.policy', value: 'compact,delete' },
  ]
  const [made] = create([topic('set', { configs })])
  assert.equal(
    made?.configs?.map(({ name }) => name),
    [...topicSettings.keys()],
  )
  const own = made?.configs?.filter(({ configSource }) => configSource === 1)
  assert.equal(
    own?.map(({ name, value }) => [name, value]),
    [
      ['cleanup.policy', 'compact,delete'],
      ['retention.ms', '1000'],
    ],
  )
  const resources = [{ resourceType: 2, resourceName: 'set', configurationKeys: ['retention.ms'] }]
  const [described] = kafka.connect(3).request(32, 4, { resources }).results
  assert.equal(
    described?.configs.map(({ value, configSource }) => [value, configSource]),
    [['1000', 1]],
  )
})

for (const [name, value] of [
  ['no.such.setting', '1'],
  ['retention.ms', 'soon'],
  ['retention.ms', '-2'],
  ['retention.ms', ''],
  ['retention.ms', null],
  ['cleanup.policy', 'shred'],
  ['max.message.bytes', '2147483648'],
  ['preallocate', 'perhaps'],
  ['remote.storage.enable', 'true'],
  ['x'.repeat(32_767), '1'],
  ['retention.ms', 'x'.repeat(32_767)],
] as const) {
  test(`${name.slice(0, 21)}=${value?.slice(0, 10)} is refused with INVALID_CONFIG`, () => {
    const configs = [
      { name: 'segment.ms', value: '5' },
      { name, value },
    ]
    assert.is(errorOf(topic('unset', { configs })), codeOf('INVALID_CONFIG'))
    assert.is(exists('unset'), false)
  })
}

test('a request without topics gets an answer without topics', () => {
  assert.equal(create([]), [])
})

for (const version of [2, 3, 4, 5, 6, 7]) {
  test(`v${version} carries a success and a refusal with all that the version knows`, () => {
    const name = `version-${version}`
    const [made, refused] = create([topic(name), topic('orders')], { version })
    assert.equal([made?.name, made?.errorCode, made?.errorMessage], [name, 0, null])
    assert.is(refused?.errorCode, codeOf('TOPIC_ALREADY_EXISTS'))
    assert.is(refused?.errorMessage, "Topic 'orders' already exists.")
    assert.is(made?.numPartitions, version < 5 ? -1 : 1)
    assert.is(made?.configs?.length, version < 5 ? 0 : topicSettings.size)
    assert.is(made?.topicId, version < 7 ? zeroId : known(name).topicId)
  })
}

for (const timeoutMs of [3_000, 0, -1]) {
  test(`while the controllers are silent, a time-out of ${timeoutMs} ms ends in error 7`, () => {
    controllers.freeze()
    const startMs = kafka.simulator.nowMs
    const answers = create([topic(`slow${timeoutMs}`), topic('__cluster_metadata')], { timeoutMs })
    const tookMs = kafka.simulator.nowMs - startMs
    controllers.thaw()
    assert.equal(errorsOf(answers), [
      [`slow${timeoutMs}`, 7],
      ['__cluster_metadata', codeOf('TOPIC_AUTHORIZATION_FAILED')],
    ])
    // The clock of a broker shows whole milliseconds.
    assert.ok(tookMs > timeoutMs - 1 && tookMs < timeoutMs + 100, `${tookMs} ms`)
    // The question has arrived all the same.
    kafka.pass(2_000)
    assert.is(exists(`slow${timeoutMs}`), true)
  })
}

test('while there are no controllers a topic ends in NOT_CONTROLLER, and is not made', () => {
  controllers.crash({ silent: false, power: false }, 'a test')
  assert.equal(errorsOf(create([topic('nobody')])), [['nobody', codeOf('NOT_CONTROLLER')]])
  kafka.pass(3_000)
  assert.is(exists('nobody'), false)
  assert.equal(errorsOf(create([topic('nobody')])), [['nobody', 0]])
})

test('a silent broker holds the answer up for a second at the most', () => {
  const silent = kafka.simulator.machine('broker-3')
  silent.freeze()
  const startMs = kafka.simulator.nowMs
  const answers = create([topic('held-up')])
  const tookMs = kafka.simulator.nowMs - startMs
  silent.thaw()
  assert.equal(errorsOf(answers), [['held-up', 0]])
  assert.ok(tookMs >= 500 && tookMs < 1_100, `${tookMs} ms`)
})

test.run()
