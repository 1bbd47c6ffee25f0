/** The codecs that the stored batches of a topic have: a client may quietly leave its codec out. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { allCodecs } from './cells.mjs'

const metadataKey = [3, 1] // API key and version: the plainest that Kafka 4 answers
const fetchKey = [1, 4]
const sampleBytes = 1_048_576 // of each partition, from its start
const patienceMs = 5_000
const batchHeadBytes = 61
const attributesAt = 21
const codecMask = 7

export async function storedCodecs(bootstrap, topic) {
  const { brokers, partitions } = await findLeaders(bootstrap.split(',')[0], topic)
  const found = new Set()
  for (const { partition, leader } of partitions) {
    const records = await fetchStart(brokers.get(leader), topic, partition)
    for (
      let at = 0;
      at + batchHeadBytes <= records.length;
      at += 12 + records.readInt32BE(at + 8)
    ) {
      found.add(allCodecs[records.readInt16BE(at + attributesAt) & codecMask])
    }
  }
  return allCodecs.filter((codec) => found.has(codec))
}

async function findLeaders(address, topic) {
  const answer = await ask(address, metadataKey, [int32(1), string(topic)])
  const brokers = new Map()
  answer.array(() => {
    const [id, host, port] = [answer.int32(), answer.string(), answer.int32()]
    answer.string() // rack
    brokers.set(id, `${host}:${port}`)
  })
  answer.skip(4 + 4 + 2) // controller, count of topics, error
  answer.string()
  answer.skip(1) // internal
  const partitions = answer.array(() => {
    answer.skip(2) // error
    const [partition, leader] = [answer.int32(), answer.int32()]
    answer.array(() => answer.int32()) // replicas
    answer.array(() => answer.int32()) // in-sync replicas
    return { partition, leader }
  })
  return { brokers, partitions }
}

async function fetchStart(address, topic, partition) {
  const limits = [int32(-1), int32(0), int32(1), int32(sampleBytes), Buffer.from([0])]
  const from = [int32(1), int32(partition), int32(0), int32(0), int32(sampleBytes)]
  const answer = await ask(address, fetchKey, [...limits, int32(1), string(topic), ...from])
  answer.skip(4 + 4) // throttle time, count of topics
  answer.string()
  answer.skip(4 + 4 + 2 + 8 + 8) // count, partition, error, high watermark, last stable offset
  answer.array(() => answer.skip(16)) // aborted transactions
  return answer.bytes()
}

async function ask(address, [key, version], parts) {
  const [host, port] = address.split(/:(?=\d+$)/)
  const body = Buffer.concat([int16(key), int16(version), int32(1), string('highwater'), ...parts])
  const socket = connect({ host, port: Number(port) })
  socket.setTimeout(patienceMs, () => socket.destroy(new Error(`no answer from ${address}`)))
  try {
    await once(socket, 'connect')
    socket.write(Buffer.concat([int32(body.length), body]))
    let received = Buffer.alloc(0)
    for await (const data of socket) {
      received = Buffer.concat([received, data])
      if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) break
    }
    return new Answer(received)
  } finally {
    socket.destroy()
  }
}

class Answer {
  #data
  #at = 8 // past the size and the correlation id

  constructor(data) {
    this.#data = data
  }

  skip(length) {
    this.#at += length
  }

  int32() {
    this.#at += 4
    return this.#data.readInt32BE(this.#at - 4)
  }

  string() {
    const length = this.#data.readInt16BE(this.#at)
    this.#at += 2 + Math.max(length, 0)
    return this.#data.toString('utf8', this.#at - Math.max(length, 0), this.#at)
  }

  bytes() {
    const length = Math.max(this.int32(), 0)
    this.#at += length
    return this.#data.subarray(this.#at - length, this.#at)
  }

  array(read) {
    return Array.from({ length: Math.max(this.int32(), 0) }, read)
  }
}

function int16(value) {
  const data = Buffer.alloc(2)
  data.writeInt16BE(value)
  return data
}

function int32(value) {
  const data = Buffer.alloc(4)
  data.writeInt32BE(value)
  return data
}

const string = (text) => Buffer.concat([int16(Buffer.byteLength(text)), Buffer.from(text)])
