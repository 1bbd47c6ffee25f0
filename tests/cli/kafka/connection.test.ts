/** A connection to a broker: versions agreed, and brokers that are none. */
import { KafkaConnection } from '../../../cli/kafka/connection.ts'
import { UserError } from '../../../cluster-config/user-error.ts'
import { encodeResponse } from '../../../protocol/frames.ts'
import { assert, suite } from '../../harness.ts'
import { type Answer, fakeBroker, offers } from './fake-broker.ts'

const test = suite('connection')

async function withBroker<T>(answer: Answer, use: (c: KafkaConnection) => Promise<T>): Promise<T> {
  const broker = await fakeBroker(answer)
  try {
    const connection = await KafkaConnection.open(broker)
    try {
      return await use(connection)
    } finally {
      connection.close()
    }
  } finally {
    await broker.close()
  }
}

async function refusal(action: Promise<unknown>): Promise<string> {
  try {
    await action
  } catch (error) {
    if (error instanceof UserError) return `${error.exitCode} ${error.message}`
    throw error
  }
  throw new Error('nothing was refused')
}

test('a request goes out in the highest version that both sides speak', async () => {
  const versions: number[] = []
  await withBroker(
    (request) => {
      if (request.apiKey === 18) return offers([3, 0, 7])
      versions.push(request.apiVersion)
      return { brokers: [], topics: [], clusterId: 'c', controllerId: 1, throttleTimeMs: 0 }
    },
    async (connection) => {
      assert.is((await connection.ask(3, { topics: [] })).clusterId, 'c')
      assert.equal(connection.spoken, [{ apiKey: 3, minVersion: 0, maxVersion: 7 }])
    },
  )
  assert.equal(versions, [7])
})

test('a broker that knows only version 0 of ApiVersions is asked again in that', async () => {
  const asked: number[] = []
  const tooNew = (correlationId: number): Uint8Array =>
    Buffer.concat(encodeResponse(18, 0, correlationId, { ...offers([18, 0, 2]), errorCode: 35 }))
  const spoken = await withBroker(
    (request) => {
      asked.push(request.apiVersion)
      return request.apiVersion > 0 ? tooNew(request.correlationId) : offers([3, 0, 5])
    },
    async (connection) => connection.spoken,
  )
  assert.equal(asked, [3, 0])
  assert.equal(spoken, [{ apiKey: 3, minVersion: 0, maxVersion: 5 }])
})

test('an API without a common version is refused by name', async () => {
  const text = await withBroker(
    () => offers([3, 90, 99]),
    (connection) => refusal(connection.ask(3, { topics: [] }).then(() => {})),
  )
  assert.match(text, /^1 127\.0\.0\.1:\d+ and highwater share no version of Metadata$/)
})

test('a server that is no broker fails the opening in words', async () => {
  const http = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')
  assert.match(
    await refusal(
      withBroker(
        () => http,
        async () => {},
      ),
    ),
    /does not answer like Kafka/,
  )
  const hangsUp: Answer = (_, socket) => {
    socket.destroy()
    return null
  }
  assert.match(await refusal(withBroker(hangsUp, async () => {})), /does not answer like Kafka/)
})

test('a port on which nobody listens is told with what to do', async () => {
  const broker = await fakeBroker(() => null)
  await broker.close()
  assert.match(await refusal(KafkaConnection.open(broker)), /^1 no broker at .*: ECONNREFUSED$/)
})

test.run()
