/** A client's connection to one broker: every call ends once, whatever the broker does. */
import {
  type CallEnded,
  ClientConnection,
  type ClientOptions,
} from '../../../actors/clients/client-connection.ts'
import type { ApiKey, RequestDraft } from '../../../protocol/api-versions.ts'
import type { Request } from '../../../protocol/frames.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import { schedule } from '../../../runtime/simulator/faults.ts'
import { assert, suite } from '../../harness.ts'
import { type Asked, ClientLab, clientOptions, clientRef } from './client-lab.ts'
import { everything, metadata, offers, type Script } from './fake-brokers.ts'

const test = suite('client connection')

const connection = clientRef<ClientConnection>('connection')

/** A connection to broker 1, which answers by the script. */
function connectedTo(script: Script, more: Partial<ClientOptions> = {}): ClientLab {
  const to = { host: 'broker-1', port: 9092 }
  const options = { ...clientOptions, ...more }
  return ClientLab.among([script], {
    connection: (ctx) => new ClientConnection(ctx, to, options),
  })
}

const askMetadata: RequestDraft<3> = { topics: [] }

function call<K extends ApiKey>(
  lab: ClientLab,
  apiKey: K,
  body: RequestDraft<K>,
  { maxVersion = 32_767, answered = true } = {},
): Asked<CallEnded> {
  return lab.ask((ctx) =>
    ctx.ask(connection, 60_000).call({ apiKey, body, maxVersion, answered } as never),
  ) as Asked<CallEnded>
}

const metadataCall = (lab: ClientLab) => call(lab, 3, askMetadata)

/** The error of a call, or the version in which it was answered. */
function outcome(lab: ClientLab, asked: Asked<CallEnded>): string | number {
  lab.until(() => asked.answer !== undefined)
  const { answer } = asked
  if (answer === undefined || isUnanswered(answer)) return 'unanswered'
  return answer.error === 'NONE' ? answer.apiVersion : answer.error
}

const messageOf = ({ answer }: Asked<CallEnded>) => (answer as { message: string }).message

/** Tells its versions, and answers everything else by `answer`. */
const after =
  (answer: Script): Script =>
  (request, number) =>
    request.apiKey === 18 ? everything : answer(request, number)

const answersMetadata = after(() => metadata([1], []))

test('the first call asks for the versions; all calls that wait for them leave after it', () => {
  const got: string[] = []
  const lab = connectedTo((request, number) => {
    got.push(`${request.apiKey} v${request.apiVersion}`)
    return answersMetadata(request, number)
  })
  const calls = [metadataCall(lab), metadataCall(lab)]
  assert.equal(
    calls.map((asked) => outcome(lab, asked)),
    [13, 13],
  )
  assert.is(outcome(lab, metadataCall(lab)), 13)
  assert.equal(got, ['18 v3', '3 v13', '3 v13', '3 v13'])
})

test('the highest version that both sides and the caller take is spoken', () => {
  const lab = connectedTo((request) =>
    request.apiKey === 18 ? offers([3, 0, 11], [1, 4, 18]) : metadata([1], []),
  )
  assert.is(outcome(lab, metadataCall(lab)), 11)
  assert.is(outcome(lab, call(lab, 3, askMetadata, { maxVersion: 9 })), 9)
})

test('no common version, and an API that is not offered, end a call as UNSUPPORTED_VERSION', () => {
  const script: Script = (request) =>
    request.apiKey === 18 ? offers([3, 90, 99], [1, 0, 3]) : metadata([1], [])
  const lab = connectedTo(script)
  const above = metadataCall(lab)
  assert.is(outcome(lab, above), 'UNSUPPORTED_VERSION')
  assert.is(messageOf(above), 'the broker speaks API 3 in versions 90 to 99')
  const below = call(lab, 1, { maxWaitMs: 0, minBytes: 0, topics: [], forgottenTopicsData: [] })
  assert.is(outcome(lab, below), 'UNSUPPORTED_VERSION')
  const missing = call(lab, 60, { includeClusterAuthorizedOperations: false })
  assert.is(outcome(lab, missing), 'UNSUPPORTED_VERSION')
})

/** An ApiVersions answer as a broker gives it that does not know the version: always version 0. */
function refusedVersions({ correlationId }: Request): Uint8Array {
  const frame = new Uint8Array(10)
  new DataView(frame.buffer).setInt32(0, correlationId)
  frame[5] = 35
  return frame
}

test('a broker that refuses the version of ApiVersions is asked in version 0', () => {
  const asked: number[] = []
  const lab = connectedTo((request) => {
    if (request.apiKey !== 18) return metadata([1], [])
    asked.push(request.apiVersion)
    return request.apiVersion === 0 ? everything : refusedVersions(request)
  })
  assert.is(outcome(lab, metadataCall(lab)), 13)
  assert.equal(asked, [3, 0])
})

test('nobody listening ends the call as NETWORK_EXCEPTION that names the address', () => {
  const to = { host: 'broker-9', port: 9092 }
  const lab = ClientLab.among([answersMetadata], {
    connection: (ctx) => new ClientConnection(ctx, to, clientOptions),
  })
  const asked = metadataCall(lab)
  assert.is(outcome(lab, asked), 'NETWORK_EXCEPTION')
  assert.is(messageOf(asked), 'cannot connect to broker-9:9092: ECONNREFUSED')
})

test('a broker that is cut off ends the call when the time to connect is over', () => {
  const lab = connectedTo(answersMetadata, { connectTimeoutMs: 700 })
  const startMs = lab.nowMs
  const cut = { from: ['client-1'], to: ['broker-1'], cut: true }
  const heal = lab.simulator.network.impose(cut)
  const asked = metadataCall(lab)
  assert.is(outcome(lab, asked), 'NETWORK_EXCEPTION')
  assert.is(Math.round(asked.atMs - startMs), 700)
  heal()
  assert.is(outcome(lab, metadataCall(lab)), 13)
})

test('a broker that accepts and then says nothing ends the call after that time as well', () => {
  let silent = true
  const lab = connectedTo(
    (request, number) => (silent ? 'silence' : answersMetadata(request, number)),
    { connectTimeoutMs: 700 },
  )
  const startMs = lab.nowMs
  const asked = metadataCall(lab)
  assert.is(outcome(lab, asked), 'NETWORK_EXCEPTION')
  assert.is(Math.round(asked.atMs - startMs), 700)
  silent = false
  assert.is(outcome(lab, metadataCall(lab)), 13)
})

test('a broker that has told its versions may take its time', () => {
  const lab = connectedTo(
    after(() => 'silence'),
    { connectTimeoutMs: 700 },
  )
  const asked = metadataCall(lab)
  lab.pass(5_000)
  assert.is(asked.answer, undefined)
})

test('a lost connection ends every call in flight, and the next one connects anew', () => {
  let silent = true
  const lab = connectedTo(after(() => (silent ? 'silence' : metadata([1], []))))
  const calls = [metadataCall(lab), metadataCall(lab), metadataCall(lab)]
  lab.pass(100)
  schedule(lab.simulator, [
    { kind: 'reset-connections', atMs: lab.nowMs, between: ['client-1', 'broker-1'] },
  ])
  for (const asked of calls) assert.is(outcome(lab, asked), 'NETWORK_EXCEPTION')
  silent = false
  assert.is(outcome(lab, metadataCall(lab)), 13)
  assert.equal(lab.crashes(), [])
})

test('a connection that is lost before the versions are known ends the calls that wait', () => {
  const lab = connectedTo((request, number) =>
    number === 1 ? 'reset' : answersMetadata(request, number),
  )
  assert.is(outcome(lab, metadataCall(lab)), 'NETWORK_EXCEPTION')
  assert.is(outcome(lab, metadataCall(lab)), 13)
})

const malformed: [title: string, answer: (request: Request) => Uint8Array][] = [
  ['an empty frame', () => new Uint8Array(0)],
  ['a frame shorter than a header', () => new Uint8Array(3)],
  ['a frame of nothing but zeros', () => new Uint8Array(40)],
  ['an unknown correlation id', () => new Uint8Array([0, 0, 99, 99, 0, 0, 0, 0])],
  ['a body that is cut off', ({ correlationId }) => answerOf(correlationId, 0)],
  ['bytes after the body', ({ correlationId }) => answerOf(correlationId, 600)],
]

/** The correlation id, then so many bytes that mean nothing. */
function answerOf(correlationId: number, bytes: number): Uint8Array {
  const frame = new Uint8Array(4 + bytes).fill(1, 4)
  new DataView(frame.buffer).setInt32(0, correlationId)
  return frame
}

for (const [title, answer] of malformed) {
  test(`${title} ends the call at once, and the connection with it`, () => {
    let good = false
    const lab = connectedTo(after((request) => (good ? metadata([1], []) : answer(request))))
    const startMs = lab.nowMs
    const asked = [metadataCall(lab), metadataCall(lab)]
    for (const each of asked) assert.is(outcome(lab, each), 'NETWORK_EXCEPTION')
    assert.match(messageOf(asked[0]!), /^an answer of broker-1:9092 is malformed: /)
    assert.ok(lab.nowMs - startMs < 100)
    good = true
    assert.is(outcome(lab, metadataCall(lab)), 13)
    assert.equal(lab.crashes(), [])
  })
}

test('what still comes of an ended connection does not harm the next one', () => {
  let bad = 0
  const lab = connectedTo(
    after(({ correlationId }) => (bad-- > 0 ? answerOf(correlationId, 0) : metadata([1], []))),
  )
  const machine = lab.simulator.machine('client-1')
  assert.is(outcome(lab, metadataCall(lab)), 13)
  bad = 2
  const failing = [metadataCall(lab), metadataCall(lab)]
  lab.until(() => bad < 2)
  // The next call is handled after the first bad answer, and before the second.
  machine.freeze()
  lab.pass(100)
  const next = metadataCall(lab)
  machine.thaw()
  for (const asked of failing) assert.is(outcome(lab, asked), 'NETWORK_EXCEPTION')
  assert.is(outcome(lab, next), 13)
})

for (const bytes of [0, 1, 2, 3, 20]) {
  test(`an ApiVersions answer with ${bytes} bytes of nonsense ends the call, not the actor`, () => {
    const lab = connectedTo(({ correlationId }) => answerOf(correlationId, bytes))
    assert.is(outcome(lab, metadataCall(lab)), 'NETWORK_EXCEPTION')
    assert.equal(lab.crashes(), [])
  })
}

test('a broker that refuses even version 0 of ApiVersions ends the call', () => {
  const lab = connectedTo(refusedVersions)
  assert.ok(
    ['UNSUPPORTED_VERSION', 'NETWORK_EXCEPTION'].includes(`${outcome(lab, metadataCall(lab))}`),
  )
  assert.equal(lab.crashes(), [])
})

test('an answer larger than the client takes ends the connection and its calls', () => {
  const lab = connectedTo(
    after(({ correlationId }) => answerOf(correlationId, 5_000)),
    { maxFrameBytes: 4_096 },
  )
  const asked = metadataCall(lab)
  assert.is(outcome(lab, asked), 'NETWORK_EXCEPTION')
  assert.match(messageOf(asked), /frame-too-large$/)
})

test('a call without an answer ends when it is written, and the next one is not held up', () => {
  const got: number[] = []
  const lab = connectedTo(
    after(({ apiKey }) => {
      got.push(apiKey)
      return apiKey === 0 ? 'silence' : metadata([1], [])
    }),
  )
  const body = { acks: 0, timeoutMs: 1, topicData: [] }
  const unanswered = call(lab, 0, body, { answered: false })
  assert.is(outcome(lab, unanswered), 13)
  assert.is((unanswered.answer as { body: unknown }).body, null)
  assert.is(outcome(lab, metadataCall(lab)), 13)
  assert.equal(got, [0, 3])
})

test('calls that are in flight together get each their own answer', () => {
  const lab = connectedTo(after((request) => metadata([request.correlationId], [])))
  const calls = Array.from({ length: 20 }, () => metadataCall(lab))
  const brokers = calls.map((asked) => {
    assert.is(outcome(lab, asked), 13)
    const { body } = asked.answer as unknown as { body: { brokers: { nodeId: number }[] } }
    return body.brokers[0]?.nodeId
  })
  assert.equal(
    brokers,
    calls.map((_, i) => i + 1),
  )
})

test.run()
