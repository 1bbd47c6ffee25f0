/** DeleteTopics: by name and by id, and what is left of a topic that has gone. */
import type { RequestDraft, ResponseBody } from '../../../../protocol/api-versions.ts'
import { codeOf, type ErrorName, messageOf } from '../../../../protocol/errors.ts'
import { schedule } from '../../../../runtime/simulator/faults.ts'
import { assert, suite } from '../../../harness.ts'
import { batchOf, SimulatedKafka, unknownId, zeroId } from '../../../support/simulated-kafka.ts'

const test = suite('DeleteTopics')

const kafka = SimulatedKafka.ready({ seed: 20 })
const client = kafka.connect(2)
const timeoutMs = 10_000

type Doomed = RequestDraft<20>['topics']
type Answer = ResponseBody<20>['responses'][number]

const named = (...names: string[]) => names.map((name) => ({ name }))

const remove = (...topics: NonNullable<Doomed>): Answer[] => [
  ...client.request(20, 6, { topics, timeoutMs }).responses,
]

const refused = (name: string | null, topicId: string, error: ErrorName): Answer => ({
  name,
  topicId,
  errorCode: codeOf(error),
  errorMessage: messageOf(error),
})
const gone = (name: string, topicId: string): Answer => ({
  name,
  topicId,
  errorCode: 0,
  errorMessage: null,
})

/** The error with which a broker tells of a topic, and the id that it tells. */
function known(name: string, brokerId: number): [errorCode: number, topicId: string] {
  const each = kafka.connect(brokerId)
  const body = { topics: [{ name }], allowAutoTopicCreation: false }
  const [topic] = each.request(3, 13, body).topics
  each.hangUp()
  return [topic!.errorCode, topic!.topicId]
}

const unknownName = codeOf('UNKNOWN_TOPIC_OR_PARTITION')

test('a topic is deleted by its name, and the answer tells its id', () => {
  const id = kafka.createTopic('by-name')
  assert.equal(remove({ name: 'by-name' }), [gone('by-name', id)])
  assert.is(known('by-name', 2)[0], unknownName)
})

test('a topic is deleted by its id, and the answer tells its name', () => {
  const id = kafka.createTopic('by-id')
  assert.equal(remove({ topicId: id }), [gone('by-id', id)])
  assert.is(known('by-id', 2)[0], unknownName)
})

test('when the answer comes, every broker knows that the topic has gone', () => {
  kafka.createTopic('everywhere', { numPartitions: 6 })
  remove({ name: 'everywhere' })
  for (const brokerId of [1, 2, 3]) assert.is(known('everywhere', brokerId)[0], unknownName)
})

test('the topics of one request live and die each by itself', () => {
  const [one, two] = [kafka.createTopic('one'), kafka.createTopic('two')]
  const answers = remove(
    { name: 'one' },
    { name: 'never' },
    { topicId: two },
    { topicId: unknownId },
    { name: 'not/allowed' },
  )
  assert.equal(answers, [
    gone('one', one),
    refused('never', zeroId, 'UNKNOWN_TOPIC_OR_PARTITION'),
    gone('two', two),
    refused(null, unknownId, 'UNKNOWN_TOPIC_ID'),
    refused('not/allowed', zeroId, 'UNKNOWN_TOPIC_OR_PARTITION'),
  ])
})

test('a topic named by both name and id, or by neither, is refused and stays', () => {
  const id = kafka.createTopic('stays')
  assert.equal(remove({ name: 'stays', topicId: id }, { name: null }), [
    refused('stays', id, 'INVALID_REQUEST'),
    refused(null, zeroId, 'INVALID_REQUEST'),
  ])
  assert.equal(known('stays', 2), [0, id])
})

test('a topic that stands twice is told of once, refused and not deleted', () => {
  const [one, two] = [kafka.createTopic('twice'), kafka.createTopic('both-ways')]
  const answers = remove(
    { name: 'twice' },
    { name: 'both-ways' },
    { name: 'twice' },
    { topicId: two },
    { name: 'twice' },
  )
  assert.equal(answers, [
    refused('twice', zeroId, 'INVALID_REQUEST'),
    refused('both-ways', zeroId, 'INVALID_REQUEST'),
  ])
  assert.equal(known('twice', 1), [0, one])
  assert.equal(known('both-ways', 1), [0, two])
})

test('beside topics that stand twice, the others are deleted', () => {
  const id = kafka.createTopic('alone')
  const answers = remove({ name: 'pair' }, { name: 'alone' }, { name: 'pair' })
  assert.equal(answers, [refused('pair', zeroId, 'INVALID_REQUEST'), gone('alone', id)])
})

test('a topic is deleted only once', () => {
  const id = kafka.createTopic('once')
  remove({ name: 'once' })
  assert.equal(remove({ name: 'once' }, { topicId: id }), [
    refused('once', zeroId, 'UNKNOWN_TOPIC_OR_PARTITION'),
    refused(null, id, 'UNKNOWN_TOPIC_ID'),
  ])
})

test('a request without topics gets an answer without topics', () => {
  assert.equal(remove(), [])
})

for (const version of [1, 2, 3, 4, 5, 6]) {
  test(`v${version}: by name, with a success and an error`, () => {
    const name = `version-${version}`
    const id = kafka.createTopic(name)
    const names = [name, 'never']
    const body = version < 6 ? { topicNames: names } : { topics: named(...names) }
    const { responses } = client.request(20, version, { ...body, timeoutMs })
    assert.equal(
      responses.map((each) => [each.name, each.errorCode]),
      [
        [name, 0],
        ['never', unknownName],
      ],
    )
    const message = version < 5 ? null : messageOf('UNKNOWN_TOPIC_OR_PARTITION')
    assert.is(responses[1]?.errorMessage, message)
    assert.is(responses[0]?.topicId, version < 6 ? zeroId : id)
  })

  test(`v${version}: with delete.topic.enable=false nothing is deleted`, () => {
    const settings = new Map([['delete.topic.enable', false]])
    const locked = SimulatedKafka.ready({ seed: 21, brokers: 1, settings })
    locked.createTopic('kept')
    const body = version < 6 ? { topicNames: ['kept'] } : { topics: [{ name: 'kept' }] }
    const { responses } = locked.connect().request(20, version, { ...body, timeoutMs })
    const error = version < 3 ? 'INVALID_REQUEST' : 'TOPIC_DELETION_DISABLED'
    assert.equal(
      responses.map((each) => [each.name, each.errorCode]),
      [['kept', codeOf(error)]],
    )
    assert.equal(locked.leadersOf('kept'), [1])
  })
}

test('a topic made again under the same name is another one, without the old data', () => {
  const old = kafka.createTopic('again', { leaders: [2] })
  const write = (value: string) =>
    client.request(0, 9, {
      acks: 1,
      timeoutMs,
      topicData: [{ name: 'again', partitionData: [{ index: 0, records: batchOf(value) }] }],
    }).responses[0]?.partitionResponses[0]
  const read = (topicId: string) =>
    client.request(1, 13, {
      maxWaitMs: 0,
      minBytes: 0,
      topics: [
        { topicId, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 100_000 }] },
      ],
    }).responses[0]?.partitions[0]
  write('old')
  assert.is(write('older')?.baseOffset, 1)
  remove({ name: 'again' })
  const made = kafka.createTopic('again', { leaders: [2] })
  assert.is.not(made, old)
  assert.equal(known('again', 3), [0, made])
  assert.is(read(old)?.errorCode, codeOf('UNKNOWN_TOPIC_ID'))
  const empty = read(made)
  assert.equal([empty?.errorCode, empty?.highWatermark], [0, 0])
  assert.is(write('new')?.baseOffset, 0)
  assert.equal([read(made)?.errorCode, read(made)?.highWatermark], [0, 1])
  assert.equal(remove({ topicId: old }), [refused(null, old, 'UNKNOWN_TOPIC_ID')])
})

function topicWithFiles(name: string): string {
  const id = kafka.createTopic(name, { leaders: [3] })
  const writer = kafka.connect(3)
  writer.request(0, 9, {
    acks: 1,
    timeoutMs,
    topicData: [{ name, partitionData: [{ index: 0, records: batchOf('x') }] }],
  })
  writer.hangUp()
  assert.is.not(filesOf(id).length, 0)
  return id
}

const filesOf = (id: string) => kafka.simulator.machine('broker-3').disk.list(`${id}-0/`)

test('the files of a deleted topic leave the disk of its broker', () => {
  const id = topicWithFiles('files')
  remove({ name: 'files' })
  kafka.pass(1_000)
  assert.equal(filesOf(id), [])
})

test('a broker that was down when a topic was deleted removes its files when it is back', () => {
  const [id, other] = [topicWithFiles('missed'), topicWithFiles('not-missed')]
  const atMs = kafka.simulator.nowMs
  schedule(kafka.simulator, [{ kind: 'crash', system: 'broker-3', atMs, forMs: 5_000 }])
  kafka.pass(100)
  assert.equal(remove({ name: 'missed' }), [gone('missed', id)])
  assert.is.not(filesOf(id).length, 0)
  kafka.pass(10_000)
  assert.equal(filesOf(id), [])
  assert.is.not(filesOf(other).length, 0)
  assert.is(known('missed', 3)[0], unknownName)
})

test('while the controllers are silent a deletion times out, and may happen later', () => {
  kafka.createTopic('later')
  const controllers = kafka.simulator.machine('controllers')
  controllers.freeze()
  const startMs = kafka.simulator.nowMs
  const body = { topics: named('later', 'pair', 'pair'), timeoutMs: 3_000 }
  const late = client.request(20, 6, body).responses
  controllers.thaw()
  assert.equal(late, [
    refused('pair', zeroId, 'INVALID_REQUEST'),
    refused('later', zeroId, 'REQUEST_TIMED_OUT'),
  ])
  const tookMs = kafka.simulator.nowMs - startMs
  assert.ok(tookMs > 2_999 && tookMs < 3_100, `${tookMs} ms`)
  kafka.pass(1_000)
  assert.is(known('later', 1)[0], unknownName)
})

test('while there are no controllers a deletion ends with NOT_CONTROLLER', () => {
  const id = kafka.createTopic('undecided')
  kafka.simulator.machine('controllers').crash({ silent: false, power: false }, 'a test')
  assert.equal(remove({ name: 'undecided' }), [refused('undecided', zeroId, 'NOT_CONTROLLER')])
  kafka.pass(3_000)
  assert.equal(known('undecided', 1), [0, id])
})

test.run()
