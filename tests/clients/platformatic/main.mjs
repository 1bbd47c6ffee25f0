/** @platformatic/kafka: sends, then reads back with its consumer's fetch, without a group. */

import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const [folder, bootstrap, topic, acks, codec, input, output] = process.argv.slice(2)
const main = createRequire(join(folder, '/')).resolve('@platformatic/kafka')
const { Admin, Consumer, Producer } = await import(pathToFileURL(main))

const partitions = 3
const batchLength = 1_000
const patienceMs = 10_000
const retryMs = 50
const maxWaitMs = 100
const partitionMaxBytes = 1_048_576
const common = { clientId: 'highwater-tests', bootstrapBrokers: bootstrap.split(',') }

const toBytes = (text) => (text === null ? null : Buffer.from(text))
const toText = (bytes) => bytes?.toString() ?? null

async function createTopic() {
  const admin = new Admin(common)
  await admin.createTopics({ topics: [topic], partitions, replicas: 1 })
  await admin.close()
}

/** Metadata may name a leader a moment before it has begun; an answered offset shows it has. */
async function awaitLeaders(consumer) {
  const untilMs = Date.now() + patienceMs
  for (;;) {
    try {
      return await consumer.listOffsets({ topics: [topic] })
    } catch (error) {
      if (Date.now() > untilMs) throw error
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }
}

/** A Map of Buffers may hold one name twice. */
function toMessage({ k, v, h, p }) {
  const headers = new Map(h.map(([name, value]) => [Buffer.from(name), toBytes(value)]))
  return { topic, partition: p, key: toBytes(k), value: toBytes(v), headers }
}

async function send() {
  const producer = new Producer(common)
  const how = { acks: acks === 'all' ? -1 : Number(acks), compression: codec }
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
  await producer.close()
  return sent
}

/** What to ask the leader `node` for: its partitions from the offsets reached. */
function fetchRequest(node, { id, partitions }, next) {
  const asked = []
  partitions.forEach(({ leader, leaderEpoch }, partition) => {
    if (leader !== node) return
    const fetchOffset = next[partition]
    const at = { partition, fetchOffset, partitionMaxBytes }
    asked.push({ ...at, currentLeaderEpoch: leaderEpoch, lastFetchedEpoch: -1 })
  })
  return { node, topics: [{ topicId: id, partitions: asked }], maxWaitTime: maxWaitMs }
}

function* recordsOf({ partitionIndex, records: batches = [] }, from) {
  for (const { firstOffset, records } of batches) {
    for (const { offsetDelta, key, value, headers } of records) {
      const offset = firstOffset + BigInt(offsetDelta)
      if (offset < from) continue // a batch is sent whole, wherever in it reading begins
      const h = headers.map(([name, text]) => [toText(name), toText(text)])
      yield { p: partitionIndex, o: Number(offset), k: toText(key), v: toText(value), h }
    }
  }
}

async function read(consumer, count) {
  const stream = createWriteStream(output)
  const metadata = (await consumer.metadata({ topics: [topic] })).topics.get(topic)
  const leaders = new Set(metadata.partitions.map(({ leader }) => leader))
  const next = Array(partitions).fill(0n)
  let got = 0
  let atEnd = false
  let untilMs = Date.now() + patienceMs
  while ((got < count || !atEnd) && Date.now() < untilMs) {
    atEnd = true
    for (const node of leaders) {
      const { responses } = await consumer.fetch(fetchRequest(node, metadata, next))
      for (const partition of responses.flatMap(({ partitions }) => partitions)) {
        const at = partition.partitionIndex
        for (const record of recordsOf(partition, next[at])) {
          if (!stream.write(`${JSON.stringify(record)}\n`)) await once(stream, 'drain')
          next[at] = BigInt(record.o) + 1n
          got += 1
          untilMs = Date.now() + patienceMs
        }
        if (next[at] < partition.highWatermark) atEnd = false
      }
    }
  }
  stream.end()
  await once(stream, 'finish')
}

await createTopic()
// It wants a name, though fetch needs no group.
const consumer = new Consumer({ ...common, groupId: 'none' })
await awaitLeaders(consumer)
const sent = await send()
await read(consumer, sent)
await consumer.close()
console.log(topic, sent)
