/** One connection of the launcher to a broker: a request, then its answer. */
import { connect, type Socket } from 'node:net'
import type { ApiKey, RequestDraft, ResponseBody } from '../protocol/api-versions.ts'
import { decodeResponse, encodeRequest } from '../protocol/frames.ts'
import { FrameReader } from '../runtime/framing.ts'

const answerBytesMax = 16 * 1024 * 1024

export class WireClient {
  private readonly socket: Socket
  private readonly frames = new FrameReader(answerBytesMax)
  private settle: ((answer: Uint8Array | Error) => void) | null = null
  private correlationId = 0

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Uint8Array) => {
      this.frames.push(chunk)
      const frame = this.frames.next()
      if (frame instanceof Uint8Array) this.settle?.(frame)
      else if (frame !== null) this.settle?.(new Error(frame))
    })
    socket.on('error', (error) => this.settle?.(error))
    socket.on('close', () => this.settle?.(new Error('the broker closed the connection')))
  }

  static open(host: string, port: number): Promise<WireClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new WireClient(socket))
      })
    })
  }

  /** One question at a time. */
  async ask<K extends ApiKey>(
    apiKey: K,
    apiVersion: number,
    body: RequestDraft<K>,
  ): Promise<ResponseBody<K>> {
    const correlationId = ++this.correlationId
    const header = { apiKey, apiVersion, correlationId, clientId: 'highwater-launch' }
    const answer = await new Promise<Uint8Array | Error>((resolve) => {
      this.settle = resolve
      for (const chunk of encodeRequest(header, body)) this.socket.write(chunk)
    })
    if (answer instanceof Error) throw answer
    return decodeResponse(apiKey, apiVersion, answer).body
  }

  close(): void {
    this.socket.destroy()
  }
}
