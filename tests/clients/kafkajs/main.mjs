/** kafkajs: sends; kcat reads back, since the consumer of kafkajs needs a group. */
import { createReadStream, createWriteStream } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readWithKcat } from '../kcat/read.mjs'

const [folder, bootstrap, topic, acks, codec, input, output] = process.argv.slice(2)
const { CompressionTypes, Kafka, logLevel } = createRequire(join(folder, '/'))('kafkajs')

const brokers = bootstrap.split(',')
const numPartitions = 3
const batchLength = 1_000
const kafka = new Kafka({ brokers, clientId: 'highwater-tests', logLevel: logLevel.ERROR })

async function createTopic() {
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor: 1 }] })
  // Metadata may name a leader a moment before it has begun; an answered offset shows that it has.
  await admin.fetchTopicOffsets(topic)
  await admin.disconnect()
}

const toMessage = ({ k, v, h, p }) => {
  return { key: k, value: v, headers: Object.fromEntries(h), partition: p }
}

async function send() {
  const producer = kafka.producer()
  await producer.connect()
  const how = { topic, acks: acks === 'all' ? -1 : Number(acks) }
  how.compression = codec === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None
  let sent = 0
  let messages = []
  const sendBatch = async () => {
    await producer.send({ ...how, messages })
    sent += messages.length
    messages = []
  }
  for await (const line of createInterface({ input: createReadStream(input) })) {
    messages.push(toMessage(JSON.parse(line)))
    if (messages.length === batchLength) await sendBatch()
  }
  if (messages.length) await sendBatch()
  await producer.disconnect()
  return sent
}

await createTopic()
const sent = await send()
await readWithKcat(bootstrap, topic, sent, createWriteStream(output))
console.log(topic, sent)
