/** The command behind `--`. */
import process from 'node:process'
import { runCommand } from '../../../cli/start/child-command.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('child command')
const node = (script: string): Promise<number> =>
  runCommand([process.execPath, '-e', script], 'h:1,h:2')

test('it has the brokers in its environment, and its code is the result', async () => {
  assert.is(await node("process.exit(process.env.KAFKA_BROKERS === 'h:1,h:2' ? 7 : 1)"), 7)
})

test('the end by a signal counts as shells count it', async () => {
  assert.is(await node("process.kill(process.pid, 'SIGKILL')"), 137)
})

test('a command that cannot be run is wrong usage', async () => {
  const error: Error = await runCommand(['no-such-command'], '').then(
    () => new Error('it ran'),
    (thrown) => thrown,
  )
  assert.is(error.message, 'no-such-command cannot be run: ENOENT')
})

test('SIGTERM is passed on', async () => {
  const script =
    "process.on('SIGTERM', () => process.exit(9)); process.kill(process.ppid, 'SIGTERM')"
  assert.is(await node(`${script}; setTimeout(() => {}, 5000)`), 9)
})

test.run()
