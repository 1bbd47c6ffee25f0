/** A server that answers requests by key, for tests of connections. */

import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import type { ApiKey, ResponseDraft } from '../../../protocol/api-versions.ts'
import { decodeRequest, encodeResponse, type Request } from '../../../protocol/frames.ts'
import { FrameReader } from '../../../runtime/framing.ts'

export interface FakeBroker {
  readonly host: string
  readonly port: number
  close(): Promise<void>
}

/** What is written back: a response body, raw bytes, or with null nothing. */
export type Answer = (request: Request, socket: Socket) => ResponseDraft<ApiKey> | Uint8Array | null

export async function fakeBroker(answer: Answer): Promise<FakeBroker> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const frames = new FrameReader(1_000_000)
    socket.on('error', () => {})
    socket.on('data', (bytes: Uint8Array) => {
      frames.push(bytes)
      const frame = frames.next()
      if (frame instanceof Uint8Array) respond(socket, frame, answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: '127.0.0.1',
    port,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function respond(socket: Socket, frame: Uint8Array, answer: Answer): void {
  const request = decodeRequest(frame)
  if (request.kind !== 'request') throw new Error(`the test sent what is ${request.kind}`)
  const body = answer(request, socket)
  if (body === null) return
  if (body instanceof Uint8Array) {
    socket.write(body)
    return
  }
  const { apiKey, apiVersion, correlationId } = request
  for (const chunk of encodeResponse(apiKey, apiVersion, correlationId, body)) socket.write(chunk)
}

/** An ApiVersions answer that offers these APIs. */
export const offers = (...apiKeys: [key: number, min: number, max: number][]) => ({
  errorCode: 0,
  throttleTimeMs: 0,
  apiKeys: apiKeys.map(([apiKey, minVersion, maxVersion]) => ({ apiKey, minVersion, maxVersion })),
})
