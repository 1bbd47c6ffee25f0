/** A plain connection to a broker: sends one frame, waits for the answer or for the close. */
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { ApiKey, RequestDraft } from '../../protocol/api-versions.ts'
import { encodeRequest } from '../../protocol/frames.ts'
import { concatBytes } from '../../protocol/writer.ts'

/** Frames without their size; the answer is null when the broker closed the connection. */
export type Exchange = { request: Uint8Array; response: Uint8Array | null }

const silentMs = 5_000

/** Sends a frame on a connection of its own. */
export function exchange(port: number, request: Uint8Array): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const size = Buffer.alloc(4)
    size.writeInt32BE(request.length)
    let received = Buffer.alloc(0)
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.concat([size, request])))
    const end = (response: Uint8Array | null) => {
      socket.destroy()
      resolve({ request, response })
    }
    socket.setTimeout(silentMs, () => socket.destroy(new Error('the broker is silent')))
    socket.on('data', (data) => {
      received = Buffer.concat([received, data])
      if (received.length < 4) return
      const length = received.readInt32BE(0)
      if (received.length >= 4 + length) end(received.subarray(4, 4 + length))
    })
    socket.on('end', () => end(null))
    socket.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ECONNRESET') end(null)
      else reject(error)
    })
  })
}

/** A request frame without its size, as our own encoder writes it. */
export function requestFrame<K extends ApiKey>(
  apiKey: K,
  apiVersion: number,
  body: RequestDraft<K>,
): Uint8Array {
  const header = { apiKey, apiVersion, correlationId: 7, clientId: 'recorder' }
  return concatBytes(encodeRequest(header, body)).subarray(4)
}

/** Waits until the broker answers at all. */
export async function untilReady(port: number): Promise<void> {
  const frame = requestFrame(3, 9, { topics: null })
  for (let tries = 120; ; tries--) {
    try {
      const { response } = await exchange(port, frame)
      if (response !== null) return
    } catch (error) {
      if (tries === 0) throw error
    }
    await setTimeout(500)
  }
}
