/** A plain socket to a live broker, with frames to wait for. */
import { connect, type Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'
import type { ApiKey, RequestDraft, ResponseBody } from '../../protocol/api-versions.ts'
import { decodeResponse, encodeRequest } from '../../protocol/frames.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { FrameReader } from '../../runtime/framing.ts'

/** What a wait ends with when no frame has come. */
export type NoFrame = 'closed' | 'nothing'

export class LiveSocket {
  closed = false
  private readonly socket: Socket
  private readonly reader = new FrameReader(1_000_000_000)
  private wake: () => void = () => {}

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port, noDelay: true })
    this.socket.on('data', (chunk) => {
      this.reader.push(chunk)
      this.wake()
    })
    this.socket.on('error', () => {})
    this.socket.on('close', () => {
      this.closed = true
      this.wake()
    })
  }

  write(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) this.socket.write(chunk)
  }

  /** The next frame, or why there is none after `withinMs`. */
  async frame(withinMs: number): Promise<Uint8Array | NoFrame> {
    let late = false
    const timer = setTimeout(() => {
      late = true
      this.wake()
    }, withinMs)
    try {
      for (;;) {
        const frame = this.reader.next()
        if (frame instanceof Uint8Array) return frame
        if (this.closed) return 'closed'
        if (late) return 'nothing'
        await new Promise<void>((resolve) => {
          this.wake = resolve
        })
      }
    } finally {
      clearTimeout(timer)
    }
  }

  async request<K extends ApiKey>(
    apiKey: K,
    apiVersion: number,
    body: RequestDraft<K>,
  ): Promise<ResponseBody<K>> {
    const header = { apiKey, apiVersion, correlationId: 1, clientId: 'healthy' }
    this.write([concatBytes(encodeRequest(header, body))])
    const frame = await this.frame(10_000)
    if (!(frame instanceof Uint8Array)) throw new Error(`API ${apiKey}: ${frame}`)
    return decodeResponse(apiKey, apiVersion, frame).body
  }

  end(): void {
    this.closed = true
    this.socket.destroy()
  }
}
