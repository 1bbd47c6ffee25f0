/** Brokers that a test scripts, in the simulator: real frames, any answer. */
import type { ApiKey, ResponseDraft } from '../../../protocol/api-versions.ts'
import { decodeRequest, encodeResponse, type Request } from '../../../protocol/frames.ts'
import { concatBytes } from '../../../protocol/writer.ts'
import { Actor } from '../../../runtime/actor.ts'
import type { Context } from '../../../runtime/context.ts'
import type { SocketId } from '../../../runtime/ports/network.ts'
import { child, type SupervisorSpec, supervisor } from '../../../runtime/supervisor.ts'

/** A body, a frame's payload, an end of the connection, or nothing at all. */
export type FakeAnswer = ResponseDraft<ApiKey> | Uint8Array | 'reset' | 'silence'

/** Asked for each request that a broker gets; `number` counts those of one broker from 1. */
export type Script = (request: Request, number: number) => FakeAnswer

class FakeBroker extends Actor {
  private readonly at: { host: string; port: number }
  private readonly script: Script
  private requests = 0

  constructor(ctx: Context, at: { host: string; port: number }, script: Script) {
    super(ctx)
    this.at = at
    this.script = script
  }

  protected override started(): void {
    this.ctx.network.listen(this.at)
  }

  listening(_: { port: number }): void {}

  accepted({ socket }: { socket: SocketId }): void {
    this.ctx.network.adopt(socket, 1024 * 1024)
    this.ctx.network.read(socket)
  }

  frame({ socket, bytes }: { socket: SocketId; bytes: Uint8Array }): void {
    this.ctx.network.read(socket)
    const request = decodeRequest(bytes)
    if (request.kind !== 'request') throw new Error(`a client sent what is ${request.kind}`)
    const answer = this.script(request, ++this.requests)
    if (answer === 'silence') return
    if (answer === 'reset') return this.ctx.network.close(socket, 'reset')
    this.ctx.network.write(socket, framed(request, answer))
  }

  socketClosed(_: { socket: SocketId }): void {}
}

function framed(request: Request, answer: ResponseDraft<ApiKey> | Uint8Array): Uint8Array[] {
  const { apiKey, apiVersion, correlationId } = request
  if (!(answer instanceof Uint8Array)) {
    return encodeResponse(apiKey, apiVersion, correlationId, answer as never)
  }
  const size = new Uint8Array(4)
  new DataView(size.buffer).setInt32(0, answer.length)
  return [concatBytes([size, answer])]
}

export function fakeBrokerTree(at: { host: string; port: number }, script: Script): SupervisorSpec {
  return supervisor({
    name: 'fake',
    strategy: 'one-for-one',
    limit: { restarts: 0, withinMs: 1_000 },
    children: [child('broker', (ctx) => new FakeBroker(ctx, at, script))],
  })
}

/** An ApiVersions answer that offers these APIs. */
export const offers = (...apis: [apiKey: number, lowest: number, highest: number][]) => ({
  errorCode: 0,
  apiKeys: apis.map(([apiKey, minVersion, maxVersion]) => ({ apiKey, minVersion, maxVersion })),
})

/** What producers and consumers need, in versions that name topics by name and by id. */
export const everything = offers([0, 3, 13], [1, 4, 18], [3, 0, 13], [18, 0, 4])

/** A Metadata answer: brokers at `broker-<id>:9092`, and the leaders of each topic. */
export function metadata(
  brokerIds: readonly number[],
  topics: readonly { name: string; leaders: readonly number[]; errorCode?: number }[],
): ResponseDraft<3> {
  return {
    brokers: brokerIds.map((nodeId) => ({ nodeId, host: `broker-${nodeId}`, port: 9092 })),
    topics: topics.map(({ name, leaders, errorCode = 0 }) => ({
      errorCode,
      name,
      partitions: leaders.map((leaderId, partitionIndex) => ({
        errorCode: leaderId === -1 ? 5 : 0,
        partitionIndex,
        leaderId,
        replicaNodes: [],
        isrNodes: [],
      })),
    })),
  }
}

/** A Produce answer for the first partition of the request: an offset, or an error. */
export function produced(request: Request<0>, errorCode = 0, baseOffset = 0): ResponseDraft<0> {
  return {
    responses: request.body.topicData.map(({ name, partitionData }) => ({
      name,
      partitionResponses: partitionData.map(({ index }) => ({ index, errorCode, baseOffset })),
    })),
  }
}

/** A Fetch answer: for each partition of the request what `read` gives for it. */
export function fetched(
  request: Request<1>,
  read: (at: { topic: string; partition: number; fetchOffset: number }) => {
    errorCode?: number
    records: Uint8Array | null
    highWatermark?: number
  },
): ResponseDraft<1> {
  return {
    sessionId: 0,
    responses: request.body.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition, fetchOffset }) => ({
        partitionIndex: partition,
        errorCode: 0,
        highWatermark: 0,
        abortedTransactions: null,
        ...read({ topic, partition, fetchOffset }),
      })),
    })),
  }
}
