/** The launcher's connection: answers, and every way in which none comes. */
import { WireClient } from '../../cluster/wire-client.ts'
import { assert, suite } from '../harness.ts'
import { fakeBroker } from './fake-broker.ts'

const test = suite('wire client')
const cluster = { brokers: [], clusterId: 'c', controllerId: 1, topics: [] }

test('questions are answered one after the other on one connection', async () => {
  let connections = 0
  const { server, port } = await fakeBroker(() => cluster)
  server.on('connection', () => connections++)
  const client = await WireClient.open('127.0.0.1', port)
  for (let i = 0; i < 3; i++) {
    const { clusterId } = await client.ask(3, 12, { topics: null })
    assert.is(clusterId, 'c')
  }
  assert.is(connections, 1)
  client.close()
  server.close()
})

test('a connection that ends, and an answer that is no frame, are errors', async () => {
  for (const how of ['close', 'garbage'] as const) {
    const { server, port } = await fakeBroker(() => how)
    const client = await WireClient.open('127.0.0.1', port)
    await client.ask(3, 12, { topics: null }).then(
      () => assert.unreachable(),
      (error) => assert.instance(error, Error),
    )
    client.close()
    server.close()
  }
})

test('nobody at the port is an error', async () => {
  const { server, port } = await fakeBroker(() => 'close')
  server.close()
  await WireClient.open('127.0.0.1', port).then(
    () => assert.unreachable(),
    (error) => assert.is(error.code, 'ECONNREFUSED'),
  )
})

test.run()
