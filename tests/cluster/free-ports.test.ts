/** Drawn ports: free, different, and out of the way of outgoing connections. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { drawFreePorts } from '../../cluster/free-ports.ts'
import { assert, suite } from '../harness.ts'

const test = suite('free ports')

test('the ports are different, can be listened on, and lie below the ephemeral ones', async () => {
  const ports = await drawFreePorts(20, '127.0.0.1')
  assert.is(new Set(ports).size, 20)
  const first = ephemeral()
  for (const port of ports) {
    assert.ok(port >= 10_240 && port < first, `${port} is not below ${first}`)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    await new Promise((resolve) => server.close(resolve))
  }
})

test('two draws differ', async () => {
  const [first, second] = [await drawFreePorts(3, '127.0.0.1'), await drawFreePorts(3, '127.0.0.1')]
  assert.not.equal(first, second)
})

test('an address that cannot be listened on has no free ports, and the error says so', async () => {
  try {
    await drawFreePorts(1, '192.0.2.1')
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, 'no 1 free ports')
  }
})

function ephemeral(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/)[0])
  } catch {
    return 32_768
  }
}

test.run()
