/** ApiVersions: what a broker says it speaks, and to whom it says no. */
import { apis } from '../../../../protocol/api-versions.ts'
import { codeOf } from '../../../../protocol/errors.ts'
import { decodeResponse } from '../../../../protocol/frames.ts'
import { assert, suite } from '../../../harness.ts'
import { clusterId, SimulatedKafka } from '../../../support/simulated-kafka.ts'

const test = suite('ApiVersions')

const kafka = SimulatedKafka.ready({ seed: 18, brokers: 2 })
const named = { clientSoftwareName: 'some-client', clientSoftwareVersion: '1.2.3-rc.4' }

const ranges = apis.map(({ key, versions, advertisedFrom }) => ({
  apiKey: key,
  minVersion: advertisedFrom,
  maxVersion: versions[1],
}))

/** A request with header version 1, whatever its API version, and these bytes as its body. */
function frameOf(apiKey: number, apiVersion: number, correlationId: number, body: number[] = []) {
  const frame = new Uint8Array(10 + body.length)
  const view = new DataView(frame.buffer)
  view.setInt16(0, apiKey)
  view.setInt16(2, apiVersion)
  view.setInt32(4, correlationId)
  view.setInt16(8, -1)
  frame.set(body, 10)
  return frame
}

for (const version of [0, 1, 2, 3, 4, 5]) {
  test(`v${version}: every API is told with its versions, in the order of the keys`, () => {
    const client = kafka.connect()
    const answer = client.request(18, version, named)
    client.hangUp()
    assert.is(answer.errorCode, 0)
    assert.equal(
      answer.apiKeys.map(({ apiKey, minVersion, maxVersion }) => ({
        apiKey,
        minVersion,
        maxVersion,
      })),
      ranges,
    )
  })
}

test('Produce is told from version 0 on, and other APIs from what is served', () => {
  assert.equal(ranges[0], { apiKey: 0, minVersion: 0, maxVersion: 13 })
  const others = apis.slice(1)
  assert.ok(others.every(({ versions, advertisedFrom }) => advertisedFrom === versions[0]))
})

for (const version of [6, 9, 32_767, -1]) {
  test(`version ${version} is answered in version 0, with error 35 and its own range alone`, () => {
    const client = kafka.connect()
    client.sendFrame(frameOf(18, version, 77))
    const frame = client.next()
    assert.is(frame?.length, 16)
    const { correlationId, body } = decodeResponse(18, 0, frame!)
    assert.equal([correlationId, body.errorCode], [77, codeOf('UNSUPPORTED_VERSION')])
    assert.equal(
      body.apiKeys.map((each) => [each.apiKey, each.minVersion, each.maxVersion]),
      [[18, 0, 5]],
    )
    // The client goes on, on the same connection, in a version that it has learned of.
    assert.is(client.request(18, 4, named).errorCode, 0)
    client.hangUp()
  })
}

for (const [apiKey, version] of [
  [3, 99],
  [1, 3],
  [0, 2],
  [200, 0],
  [4, 0],
  [52, 0],
] as const) {
  test(`API ${apiKey} version ${version} closes the connection without an answer`, () => {
    const client = kafka.connect()
    client.sendFrame(frameOf(apiKey, version, 1))
    assert.is(client.next(), null)
    assert.is.not(client.closed, null)
  })
}

for (const version of [3, 4, 5]) {
  test(`v${version}: a client without a proper name or version is refused with error 42`, () => {
    const client = kafka.connect()
    for (const [clientSoftwareName, clientSoftwareVersion] of [
      ['', ''],
      ['', '1'],
      ['x', ''],
      ['-x', '1'],
      ['x', '1.'],
      ['two words', '1'],
      ['ä', '1'],
    ] as const) {
      const body = { clientSoftwareName, clientSoftwareVersion }
      const { errorCode, apiKeys } = client.request(18, version, body)
      assert.equal([errorCode, apiKeys], [codeOf('INVALID_REQUEST'), []], clientSoftwareName)
    }
    assert.is(client.request(18, version, named).errorCode, 0)
    client.hangUp()
  })
}

test('v5: a client that has reached the broker that it meant is served', () => {
  const body = { ...named, clusterId, nodeId: 2 }
  assert.equal(kafka.connect(2).request(18, 5, body).apiKeys.length, ranges.length)
})

for (const [what, meant, error] of [
  ['another broker', { clusterId, nodeId: 1 }, 'REBOOTSTRAP_REQUIRED'],
  ['another cluster', { clusterId: 'another', nodeId: 2 }, 'REBOOTSTRAP_REQUIRED'],
  ['a cluster without its broker', { clusterId, nodeId: -1 }, 'INVALID_REQUEST'],
  ['a broker without its cluster', { clusterId: null, nodeId: 2 }, 'INVALID_REQUEST'],
] as const) {
  test(`v5: a client that has meant ${what} gets ${error}`, () => {
    const client = kafka.connect(2)
    const { errorCode, apiKeys } = client.request(18, 5, { ...named, ...meant })
    client.hangUp()
    assert.equal([errorCode, apiKeys], [codeOf(error), []])
  })
}

test('nothing has crashed', () => {
  assert.equal(kafka.crashes(), [])
})

test.run()
