/** Ctrl-C and SIGTERM. */
import { spawn } from 'node:child_process'
import { extname } from 'node:path'
import process from 'node:process'
import { assert, suite } from '../../harness.ts'

const test = suite('stop signals')
const file = `../../../cli/start/stop-signals${extname(import.meta.url)}`
const module = new URL(file, import.meta.url).href

/** A program that says what it hears and never ends by itself; ends with code or signal. */
function program(onFirst: string, send: (kill: (signal: NodeJS.Signals) => void) => void) {
  const script = `
    const { stopSignals } = await import('${module}')
    const signals = stopSignals()
    setInterval(() => {}, 1000)
    signals.first.then((signal) => { ${onFirst} })
    console.log('ready')
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  let said = ''
  return new Promise<string>((resolve) => {
    child.stdout.on('data', (text) => {
      said += text
      if (/(ready|SIG\w+)\n$/.test(said)) send((signal) => child.kill(signal))
    })
    child.once('close', (code, signal) => resolve(`${said.trim()} ${signal ?? code}`))
  })
}

test('the first signal is told and ends nothing', async () => {
  const ended = await program('console.error(signal); process.exit(7)', (kill) => kill('SIGTERM'))
  assert.is(ended, 'ready 7')
})

test('the second signal ends the program at once', async () => {
  assert.is(await program('console.log(signal)', (kill) => kill('SIGINT')), 'ready\nSIGINT 130')
})

test('after the release a signal does what it does to every program', async () => {
  const ended = await program('signals.release(); console.log(signal)', (kill) => kill('SIGTERM'))
  assert.is(ended, 'ready\nSIGTERM SIGTERM')
})

test.run()
