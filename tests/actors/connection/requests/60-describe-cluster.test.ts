/** DescribeCluster: who a client is told there is. */
import { codeOf } from '../../../../protocol/errors.ts'
import { assert, suite } from '../../../harness.ts'
import { clusterId, SimulatedKafka } from '../../../support/simulated-kafka.ts'

const test = suite('DescribeCluster')

const kafka = SimulatedKafka.ready({ seed: 60 })
const versions = [0, 1, 2]
const notAskedFor = -0x8000_0000

for (const version of versions) {
  for (const brokerId of [1, 2, 3]) {
    test(`v${version}: broker ${brokerId} tells of the cluster, its controller and brokers`, () => {
      const client = kafka.connect(brokerId)
      const body = { includeClusterAuthorizedOperations: false }
      const { brokers, ...answer } = client.request(60, version, body)
      client.hangUp()
      assert.is(answer.errorCode, 0)
      assert.is(answer.errorMessage, null)
      assert.is(answer.clusterId, clusterId)
      assert.is(answer.controllerId, 1)
      assert.is(answer.endpointType, 1)
      assert.is(answer.clusterAuthorizedOperations, notAskedFor)
      const sorted = [...brokers].sort((one, other) => one.brokerId - other.brokerId)
      assert.equal(
        sorted.map(({ brokerId: id, host, port, rack }) => ({ id, host, port, rack })),
        [1, 2, 3].map((id) => ({ id, host: `broker-${id}`, port: 9092, rack: null })),
      )
    })
  }

  test(`v${version}: what may be done with the cluster is told to whom asks`, () => {
    const client = kafka.connect()
    const body = { includeClusterAuthorizedOperations: true }
    const { clusterAuthorizedOperations } = client.request(60, version, body)
    client.hangUp()
    assert.is(clusterAuthorizedOperations, 8096)
  })
}

test('no broker is told as fenced, also when those are asked for', () => {
  const body = { includeClusterAuthorizedOperations: false, includeFencedBrokers: true }
  const { brokers } = kafka.connect().request(60, 2, body)
  assert.equal(
    brokers.map(({ isFenced }) => isFenced),
    [false, false, false],
  )
})

for (const version of [1, 2]) {
  for (const [endpointType, error] of [
    [2, 'MISMATCHED_ENDPOINT_TYPE'],
    [0, 'UNSUPPORTED_ENDPOINT_TYPE'],
    [3, 'UNSUPPORTED_ENDPOINT_TYPE'],
    [-1, 'UNSUPPORTED_ENDPOINT_TYPE'],
  ] as const) {
    test(`v${version}: endpoint type ${endpointType} is refused with ${error}`, () => {
      const client = kafka.connect()
      const body = { includeClusterAuthorizedOperations: true, endpointType }
      const answer = client.request(60, version, body)
      client.hangUp()
      assert.is(answer.errorCode, codeOf(error))
      assert.ok(answer.errorMessage !== null && answer.errorMessage !== '')
      assert.equal(answer.brokers, [])
    })
  }
}

test('a broker that is back at another time is told of once', () => {
  kafka.simulator.machine('broker-3').crash({ silent: false, power: false }, 'a test')
  kafka.pass(2_000)
  const body = { includeClusterAuthorizedOperations: false }
  const { brokers } = kafka.connect().request(60, 1, body)
  assert.equal(brokers.map(({ brokerId }) => brokerId).sort(), [1, 2, 3])
})

test.run()
