/** Reads a topic with kcat -C, partition by partition, up to its end. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const patienceMs = 10_000 // acks=0 and auto-creation: what was asked for may come a little later
const retryMs = 100

const kcat = async (...words) => (await promisify(execFile)('kcat', words)).stdout

/** The partitions of the topic, once it exists and its leaders have begun. */
export async function kcatPartitions(bootstrap, topic) {
  const untilMs = Date.now() + patienceMs
  for (;;) {
    try {
      return await leadPartitions(bootstrap, topic)
    } catch (error) {
      if (Date.now() > untilMs) throw error
    }
    await sleep(retryMs)
  }
}

/** Metadata may name a leader a moment before it has begun; an answered offset shows it has. */
async function leadPartitions(bootstrap, topic) {
  const metadata = JSON.parse(await kcat('-L', '-J', '-b', bootstrap, '-t', topic))
  const partitions = metadata.topics[0].partitions.map(({ partition }) => partition)
  const asked = partitions.flatMap((partition) => ['-t', `${topic}:${partition}:-1`])
  const answered = await kcat('-Q', '-b', bootstrap, ...asked)
  if (partitions.length && answered.match(/offset \d+/g)?.length === partitions.length) {
    return partitions
  }
  throw new Error(`not every partition of ${topic} has a leader: ${answered}`)
}

/** Writes a line a record to `stream`; goes on past an end until `count` records have come. */
export async function readWithKcat(bootstrap, topic, count, stream) {
  const next = (await kcatPartitions(bootstrap, topic)).map((partition) => ({
    partition,
    offset: 0,
  }))
  const untilMs = Date.now() + patienceMs
  let read = 0
  for (;;) {
    const counts = await Promise.all(next.map((at) => readToEnd(bootstrap, topic, at, stream)))
    for (const more of counts) read += more
    if (read >= count || Date.now() > untilMs) break
    await sleep(retryMs)
  }
  stream.end()
  await once(stream, 'finish')
}

async function readToEnd(bootstrap, topic, at, stream) {
  const words = ['-C', '-b', bootstrap, '-t', topic, '-p', String(at.partition), '-q', '-e', '-J']
  const child = spawn('kcat', [...words, '-o', String(at.offset || 'beginning')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  let read = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const { partition, offset, key, payload, headers = [] } = JSON.parse(line)
    const h = []
    for (let i = 0; i < headers.length; i += 2) h.push([headers[i], headers[i + 1]])
    const record = { p: partition, o: offset, k: key, v: payload, h }
    if (!stream.write(`${JSON.stringify(record)}\n`)) await once(stream, 'drain')
    at.offset = offset + 1
    read += 1
  }
  const [code] = await ended
  if (code !== 0) throw new Error(`kcat -C ended with ${code}`)
  return read
}
