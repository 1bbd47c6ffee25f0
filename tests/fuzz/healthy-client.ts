/** A client that means well: sends a record, reads it back, and does so again, all the time. */
import type { ApiKey, RequestDraft } from '../../protocol/api-versions.ts'
import { decodeResponse, encodeRequest } from '../../protocol/frames.ts'
import { decodeRecords } from '../../protocol/record.ts'
import { batchesIn } from '../../protocol/record-batch.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Context } from '../../runtime/context.ts'
import type { SocketId } from '../../runtime/ports/network.ts'
import { batchOf } from '../support/simulated-kafka.ts'

export interface Health {
  trips: number
  /** The longest trip. */
  worstMs: number
  readonly faults: string[]
}

const produceVersion = 9
const fetchVersion = 11
const pauseMs = 2
const decoder = new TextDecoder()

export class HealthyClient extends Actor {
  private readonly at: { host: string; port: number; topic: string }
  private readonly health: Health
  private socket: SocketId = 0
  private offset = 0
  private sinceMs = 0
  private fetching = false

  constructor(ctx: Context, at: { host: string; port: number; topic: string }, health: Health) {
    super(ctx)
    this.at = at
    this.health = health
  }

  protected override started(): void {
    const { host, port } = this.at
    this.ctx.network.connect({ host, port, timeoutMs: 5_000 })
  }

  connected({ socket }: { socket: SocketId }): void {
    this.socket = socket
    this.ctx.network.adopt(socket, 1_000_000_000)
    this.ctx.network.read(socket)
    this.trip()
  }

  connectFailed({ code }: { code: string }): void {
    this.health.faults.push(`cannot connect: ${code}`)
  }

  socketClosed({ reason }: { socket: SocketId; reason: string }): void {
    this.health.faults.push(`the connection ended: ${reason}`)
  }

  trip(): void {
    this.sinceMs = this.ctx.monotonicMs()
    this.fetching = false
    const partitionData = [{ index: 0, records: batchOf(`trip ${this.health.trips}`) }]
    const topicData = [{ name: this.at.topic, partitionData }]
    this.ask(0, produceVersion, { acks: 1, timeoutMs: 5_000, topicData })
  }

  frame({ socket, bytes }: { socket: SocketId; bytes: Uint8Array }): void {
    this.ctx.network.read(socket)
    if (this.fetching) return this.fetched(bytes)
    const { body } = decodeResponse(0, produceVersion, bytes)
    const [partition] = body.responses[0]?.partitionResponses ?? []
    if (partition?.errorCode !== 0) {
      this.health.faults.push(`produce failed: ${partition?.errorCode}`)
    }
    this.offset = partition?.baseOffset ?? -1
    this.fetching = true
    const partitions = [{ partition: 0, fetchOffset: this.offset, partitionMaxBytes: 10_000 }]
    const topics = [{ topic: this.at.topic, partitions }]
    this.ask(1, fetchVersion, { maxWaitMs: 100, minBytes: 1, topics })
  }

  private fetched(bytes: Uint8Array): void {
    const { health } = this
    const { body } = decodeResponse(1, fetchVersion, bytes)
    const [partition] = body.responses[0]?.partitions ?? []
    const [batch] = [...batchesIn(partition?.records ?? new Uint8Array(0))]
    const [record] = batch === undefined ? [] : decodeRecords(batch)
    const read = decoder.decode(record?.value ?? undefined)
    if (read !== `trip ${health.trips}`) health.faults.push(`trip ${health.trips} read "${read}"`)
    health.trips++
    health.worstMs = Math.max(health.worstMs, this.ctx.monotonicMs() - this.sinceMs)
    this.ctx.after(this, pauseMs).trip()
  }

  private ask<K extends ApiKey>(apiKey: K, apiVersion: number, body: RequestDraft<K>): void {
    const header = { apiKey, apiVersion, correlationId: 1, clientId: 'healthy' }
    this.ctx.network.write(this.socket, encodeRequest(header, body))
  }
}
