/** The list of APIs, from which ranges, headers and codecs follow. */
import { apiOf, apis, isServed } from '../../protocol/api-versions.ts'
import { assert, suite } from '../harness.ts'

const test = suite('api versions')

test('the APIs and ranges are those of Kafka 4.4', () => {
  const ranges = apis.map(({ key, name, versions }) => [key, name, ...versions])
  assert.equal(ranges, [
    [0, 'Produce', 3, 13],
    [1, 'Fetch', 4, 18],
    [2, 'ListOffsets', 1, 11],
    [3, 'Metadata', 0, 13],
    [18, 'ApiVersions', 0, 5],
    [19, 'CreateTopics', 2, 7],
    [20, 'DeleteTopics', 1, 6],
    [22, 'InitProducerId', 0, 5],
    [23, 'OffsetForLeaderEpoch', 2, 4],
    [32, 'DescribeConfigs', 1, 4],
    [37, 'CreatePartitions', 0, 3],
    [43, 'ElectLeaders', 0, 2],
    [45, 'AlterPartitionReassignments', 0, 1],
    [46, 'ListPartitionReassignments', 0, 0],
    [60, 'DescribeCluster', 0, 2],
    [75, 'DescribeTopicPartitions', 0, 0],
  ])
})

test('only Produce is advertised from a lower version than is served', () => {
  const lower = apis.filter(({ advertisedFrom, versions }) => advertisedFrom !== versions[0])
  assert.equal(
    lower.map(({ key, advertisedFrom }) => [key, advertisedFrom]),
    [[0, 0]],
  )
})

test('request and response of an API have the same key, name and versions', () => {
  for (const { request, response } of apis) {
    const facts = ({ apiKey, name, versions, flexible }: typeof request) =>
      [apiKey, name, versions, flexible] as const
    assert.equal(facts(request), facts(response))
    assert.equal([request.kind, response.kind], ['request', 'response'])
  }
})

test('keys are unique and in order, and each finds its API', () => {
  const keys = apis.map(({ key }) => key)
  assert.equal(
    keys,
    [...new Set(keys)].sort((a, b) => a - b),
  )
  for (const api of apis) assert.is(apiOf(api.key), api)
  assert.is(apiOf(4), undefined)
})

test('a version is served from the lowest to the highest, both included', () => {
  const produce = apiOf(0)!
  assert.equal(
    [2, 3, 13, 14].map((version) => isServed(produce, version)),
    [false, true, true, false],
  )
})

test.run()
