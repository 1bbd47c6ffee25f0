/** Draws free ports where the system does not take them for outgoing connections. */
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { UserError } from '../cluster-config/user-error.ts'

/** Below are the ports of well-known services. */
const lowest = 10_240
/** The first ephemeral port of a system that does not say. */
const usualEphemeral = 32_768
const drawsPerPort = 50

/** `count` ports that nobody listens on at `host`. */
export async function drawFreePorts(count: number, host: string): Promise<number[]> {
  const below = Math.max(lowest + 1_000, firstEphemeralPort())
  const ports = new Set<number>()
  for (let draws = 0; ports.size < count; draws++) {
    if (draws === count * drawsPerPort) {
      throw new UserError(`no ${count} free ports from ${lowest} to ${below - 1} on ${host}`, {
        exitCode: 1,
        hint: 'name the first port with --port',
      })
    }
    const port = randomInt(lowest, below)
    if (!ports.has(port) && (await isFree(port, host))) ports.add(port)
  }
  return [...ports]
}

function firstEphemeralPort(): number {
  try {
    const [first] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/)
    return Number(first) || usualEphemeral
  } catch {
    return usualEphemeral
  }
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host }, () => server.close(() => resolve(true)))
  })
}
