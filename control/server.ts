/** The loopback control server of a cluster: HTTP and JSON on a free port, behind a token. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ControlTarget } from './target.ts'

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

export interface ControlServer {
  /** Address, token included. */
  readonly url: string
  /** From now on requests are answered from this cluster; before, they are told to wait. */
  attach(target: ControlTarget): void
  /** Finishes the answers under way and lets the port go. */
  close(): Promise<void>
}

/**
 * The port is open at once, because the brokers publish it; what answers on it is loaded with the
 * first request (measured: 30 ms, which a start would feel).
 */
export async function startControlServer(): Promise<ControlServer> {
  const token = randomBytes(24).toString('base64url')
  let target: ControlTarget | null = null
  let listener: Promise<Listener> | undefined
  const server = createServer((request, response) => {
    listener ??= loadListener(token, () => target)
    listener.then(
      (answer) => answer(request, response),
      () => response.writeHead(500).end(),
    )
  })
  await listening(server)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/${token}`,
    attach(cluster) {
      target = cluster
    },
    close: () => closed(server),
  }
}

async function loadListener(token: string, target: () => ControlTarget | null): Promise<Listener> {
  const { controlListener } = await import('./app.ts')
  return controlListener({ token, target })
}

const listening = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
