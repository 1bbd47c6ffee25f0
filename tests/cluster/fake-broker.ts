/** A broker of a test: answers each request with what the test says, over a real socket. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import type { ApiKey, ResponseDraft } from '../../protocol/api-versions.ts'
import { decodeRequest, encodeResponse, type Request } from '../../protocol/frames.ts'
import { FrameReader } from '../../runtime/framing.ts'

type Answer = (request: Request) => ResponseDraft<ApiKey> | 'close' | 'garbage'

export async function fakeBroker(answer: Answer): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    const frames = new FrameReader(1_000_000)
    socket.on('error', () => {})
    socket.on('data', (chunk: Uint8Array) => {
      frames.push(chunk)
      const frame = frames.next()
      if (!(frame instanceof Uint8Array)) return
      const request = decodeRequest(frame)
      if (request.kind !== 'request') return
      const body = answer(request)
      if (body === 'close') socket.destroy()
      else if (body === 'garbage') socket.write(Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 1))
      else for (const each of encoded(request, body)) socket.write(each)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 }
}

function encoded(request: Request, body: ResponseDraft<ApiKey>): Uint8Array[] {
  const { apiKey, apiVersion, correlationId } = request
  return encodeResponse(apiKey, apiVersion, correlationId, body as never)
}
