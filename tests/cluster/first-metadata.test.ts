/** When a start is complete, against a broker that learns of the others bit by bit. */
import { createTopics, firstFullMetadata } from '../../cluster/first-metadata.ts'
import { WireClient } from '../../cluster/wire-client.ts'
import type { CreateTopicsRequest } from '../../protocol/messages/19-create-topics.ts'
import { assert, suite } from '../harness.ts'
import { fakeBroker } from './fake-broker.ts'

const test = suite('first metadata')
const brokers = [1, 2, 3].map((nodeId) => ({ nodeId, host: 'h', port: nodeId }))

test('it settles with the first answer that names all brokers, not before', async () => {
  let asked = 0
  const { server, port } = await fakeBroker(() => {
    asked++
    return { brokers: brokers.slice(0, asked), clusterId: 'c', controllerId: 1, topics: [] }
  })
  const client = await WireClient.open('127.0.0.1', port)
  await firstFullMetadata(client, 3)
  assert.is(asked, 3)
  client.close()
  server.close()
})

const plan = { partitions: 6, replicationFactor: 1, config: { 'retention.ms': '1000' } }

test('topics are asked for with their partitions and settings; none means no request', async () => {
  const seen: CreateTopicsRequest[] = []
  const { server, port } = await fakeBroker((request) => {
    if (request.apiKey === 19) seen.push(request.body)
    return { topics: [{ name: 'orders', errorCode: 0, errorMessage: null }] } as never
  })
  const client = await WireClient.open('127.0.0.1', port)
  await createTopics(client, [])
  assert.is(seen.length, 0)
  await createTopics(client, [{ name: 'orders', ...plan }])
  const { topics, validateOnly } = seen[0] as CreateTopicsRequest
  assert.is(validateOnly, false)
  assert.equal(topics, [
    {
      name: 'orders',
      numPartitions: 6,
      replicationFactor: 1,
      assignments: [],
      configs: [{ name: 'retention.ms', value: '1000' }],
    },
  ])
  client.close()
  server.close()
})

test('a topic that is refused is an error that names it and says why', async () => {
  const { server, port } = await fakeBroker(
    () => ({ topics: [{ name: 'orders', errorCode: 17, errorMessage: null }] }) as never,
  )
  const client = await WireClient.open('127.0.0.1', port)
  await createTopics(client, [{ name: 'orders', ...plan }]).then(
    () => assert.unreachable(),
    ({ message }) => assert.is(message, 'topic orders: INVALID_TOPIC_EXCEPTION'),
  )
  client.close()
  server.close()
})

test.run()
