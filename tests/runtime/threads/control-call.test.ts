/** Control calls over a message channel: answers, errors with their class, death and time-out. */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { expose } from 'comlink'
import { InvariantViolation } from '../../../runtime/assert.ts'
import { endpointOf } from '../../../runtime/threads/comlink-endpoint.ts'
import { ControlCalls, ThreadDead, ThreadTimeout } from '../../../runtime/threads/control-call.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('control call')

class Oddity extends Error {
  override readonly name = 'Oddity'
}

const api = {
  sum: (a: number, b: number) => a + b,
  never: () => new Promise<string>(() => {}),
  fail(kind: string): void {
    if (kind === 'range') throw new RangeError('out of range')
    if (kind === 'invariant') throw new InvariantViolation('must not be')
    throw new Oddity('odd')
  },
}

let ports: MessagePort[] = []
function calls(timeoutMs: number): ControlCalls<typeof api> {
  const { port1, port2 } = new MessageChannel()
  expose(api, endpointOf(port1))
  ports.push(port1, port2)
  return new ControlCalls<typeof api>('thread x', port2, timeoutMs)
}
test.after.each(() => {
  for (const port of ports) port.close()
  ports = []
})

const thrownBy = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => assert.unreachable(),
    (error) => error,
  )

test('a call brings back the answer', async () => {
  assert.is(await calls(1_000).call('sum', 2, 3), 5)
})

test('an error keeps its class, message and name', async () => {
  const remote = calls(1_000)
  const range = await thrownBy(remote.call('fail', 'range'))
  assert.instance(range, RangeError)
  assert.is((range as Error).message, 'out of range')
  assert.instance(await thrownBy(remote.call('fail', 'invariant')), InvariantViolation)
  assert.is(((await thrownBy(remote.call('fail', 'odd'))) as Error).name, 'Oddity')
})

test('a call that is not answered ends in a time-out that names thread and method', async () => {
  const error = await thrownBy(calls(30).call('never'))
  assert.instance(error, ThreadTimeout)
  assert.is((error as Error).message, 'thread x did not answer never within 30 ms')
})

test('death rejects the calls in flight and those made afterwards', async () => {
  const remote = calls(60_000)
  const inFlight = [thrownBy(remote.call('never')), thrownBy(remote.call('never'))]
  remote.died('exit code 9')
  for (const error of [
    ...(await Promise.all(inFlight)),
    await thrownBy(remote.call('sum', 1, 1)),
  ]) {
    assert.instance(error, ThreadDead)
    assert.match((error as Error).message, 'thread x is dead (exit code 9)')
  }
})

test.run()
