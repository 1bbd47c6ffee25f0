/** The client of the control server: answers, refusals, and nobody there. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UserError } from '../../cluster-config/user-error.ts'
import { askStatus, askStop } from '../../control/client.ts'
import { startControlServer } from '../../control/server.ts'
import { assert, suite } from '../harness.ts'
import { fakeTarget, someStatus } from './fake-target.ts'

const test = suite('control client')

async function refusal(action: Promise<unknown>): Promise<UserError> {
  try {
    await action
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('status comes as the cluster gives it and stop stops it once', async () => {
  const server = await startControlServer()
  const target = fakeTarget()
  server.attach(target)
  assert.equal(await askStatus(server.url), someStatus)
  await askStop(server.url)
  assert.is(target.stops, 1)
  await server.close()
})

test('a cluster that has ended is a failure that says so', async () => {
  const server = await startControlServer()
  await server.close()
  const { message, hint, exitCode } = await refusal(askStatus(server.url))
  assert.match(message, 'cannot be reached')
  assert.match(hint!, 'highwater start')
  assert.is(exitCode, 1)
})

test('the reason of a refusal is told', async () => {
  const server = await startControlServer()
  const { message, exitCode } = await refusal(askStop(server.url))
  assert.is(message, 'the cluster did not do it: the cluster is starting')
  assert.is(exitCode, 1)
  await server.close()
})

test('an answer of something else is refused', async () => {
  const server = createServer((_, response) => response.end('<html>'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { message } = await refusal(askStatus(`http://127.0.0.1:${port}/x`))
  assert.match(message, 'HTTP 200')
  await new Promise((resolve) => server.close(resolve))
})

test.run()
