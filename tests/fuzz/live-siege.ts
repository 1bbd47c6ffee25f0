/** The same attacks over real sockets, against a cluster in a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { correlationIdOf } from '../../protocol/frames.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { RandomStream } from '../../runtime/random.ts'
import { batchOf } from '../support/simulated-kafka.ts'
import { probe, probeId } from './attacker.ts'
import { rightOutcomes } from './expected-outcome.ts'
import { drawAttack } from './hostile-frames.ts'
import { LiveSocket } from './live-socket.ts'
import { attackedTopics, validRequests } from './valid-requests.ts'

export interface LiveReport {
  readonly outcomes: Map<string, number>
  readonly faults: string[]
  trips: number
  /** Resident memory of the cluster, before and after; 0 where it cannot be read. */
  readonly megabytes: readonly [number, number]
}

const attackers = 8
const waitMs = 3_000
const dripMs = 10

/** Starts a cluster, sends `count` attacks to its first broker, and stops it. */
export async function liveSiege(seed: number, count: number): Promise<LiveReport> {
  const child = spawn(process.execPath, ['scripts/start.mjs', 'start', '--json', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    const { bootstrap, pid } = JSON.parse(line) as { bootstrap: string; pid: number }
    const port = Number(bootstrap.split(',')[0]?.split(':')[1])
    return await attack(port, pid, seed, count)
  } finally {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  }
}

async function attack(port: number, pid: number, seed: number, count: number): Promise<LiveReport> {
  const ids = await makeTopics(port)
  const requests = validRequests(ids)
  const random = new RandomStream(seed, 'attacks')
  const outcomes = new Map<string, number>()
  const faults: string[] = []
  const before = megabytesOf(pid)
  let left = count
  let trips = 0
  let over = false

  const besiege = async (): Promise<void> => {
    let socket = new LiveSocket(port)
    while (left-- > 0) {
      if (socket.closed) socket = new LiveSocket(port)
      const { kind, frame, chunks } = drawAttack(requests, random)
      socket.write(chunks)
      const outcome = frame === null ? await drip(socket) : await probed(socket)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      if (outcome === 'parked' || frame === null) socket.end()
      const right: readonly string[] = frame === null ? [outcome] : rightOutcomes(frame)
      if (right.includes(outcome)) continue
      faults.push(`${kind}: ${outcome}, not ${right.join(' or ')}: ${hex(frame ?? chunks)}`)
    }
    socket.end()
  }
  const healthy = async (): Promise<void> => {
    const socket = new LiveSocket(port)
    while (!over) {
      await trip(socket, trips).catch((error: Error) => {
        faults.push(`healthy client: ${error.message}`)
        over = true
      })
      trips++
    }
    socket.end()
  }
  const health = healthy()
  await Promise.all(Array.from({ length: attackers }, besiege))
  over = true
  await health
  return { outcomes, faults, trips, megabytes: [before, megabytesOf(pid)] }
}

/** Writes the probe behind a frame, and tells by its answer what became of the frame. */
async function probed(socket: LiveSocket): Promise<string> {
  socket.write([probe])
  for (let answers = 0; ; answers++) {
    const frame = await socket.frame(waitMs)
    if (frame === 'closed') return 'closed'
    if (frame === 'nothing') return 'parked'
    if (correlationIdOf(frame) === probeId) return answers > 0 ? 'answered' : 'silent'
  }
}

async function drip(socket: LiveSocket): Promise<string> {
  const frame = await socket.frame(dripMs)
  return frame === 'closed' ? 'closed' : 'hung-up'
}

async function makeTopics(port: number): Promise<string[]> {
  const socket = new LiveSocket(port)
  const topics = [...attackedTopics, 'healthy'].map((name) => ({
    name,
    numPartitions: -1,
    replicationFactor: -1,
    assignments: (name === 'healthy' ? [1] : [1, 2]).map((id, partitionIndex) => ({
      partitionIndex,
      brokerIds: [id],
    })),
    configs: [],
  }))
  const body = { topics, timeoutMs: 5_000, validateOnly: false }
  const made = await socket.request(19, 7, body)
  socket.end()
  return made.topics.slice(0, attackedTopics.length).map(({ topicId }) => topicId)
}

async function trip(socket: LiveSocket, number: number): Promise<void> {
  const partitionData = [{ index: 0, records: batchOf(`trip ${number}`) }]
  const topicData = [{ name: 'healthy', partitionData }]
  const produced = await socket.request(0, 9, { acks: 1, timeoutMs: 5_000, topicData })
  const { errorCode, baseOffset } = produced.responses[0]!.partitionResponses[0]!
  if (errorCode !== 0) throw new Error(`produce: error ${errorCode}`)
  const partitions = [{ partition: 0, fetchOffset: baseOffset, partitionMaxBytes: 10_000 }]
  const topics = [{ topic: 'healthy', partitions }]
  const fetched = await socket.request(1, 11, { maxWaitMs: 100, minBytes: 1, topics })
  const { records } = fetched.responses[0]!.partitions[0]!
  const text = Buffer.from(records ?? []).toString('latin1')
  if (!text.includes(`trip ${number}`)) throw new Error(`trip ${number} read something else`)
}

function megabytesOf(pid: number): number {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Math.round(Number(kilobytes) / 1024)
  } catch {
    return 0
  }
}

function hex(bytes: Uint8Array | readonly Uint8Array[]): string {
  const whole = bytes instanceof Uint8Array ? bytes : concatBytes(bytes)
  return Buffer.from(whole.subarray(0, 400)).toString('hex')
}
