/** A highwater cluster of this checkout, for as long as the clients run. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const readyWithinMs = 60_000 // the first start builds
const stopWithinMs = 10_000
const words = ['scripts/start.mjs', 'start', '--json', '--port', '0', '--partitions', '3']

export async function startCluster() {
  const cwd = fileURLToPath(new URL('../../../', import.meta.url))
  const child = spawn(process.execPath, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (data) => (complaint = (complaint + data).slice(-20_000)))
  const ended = new Promise((resolve) => child.on('close', () => resolve(undefined)))
  const timer = setTimeout(() => child.kill('SIGKILL'), readyWithinMs)
  const line = new Promise((resolve) =>
    createInterface({ input: child.stdout }).once('line', resolve),
  )
  const ready = await Promise.race([line, ended])
  clearTimeout(timer)
  if (ready === undefined) throw new Error(`highwater did not start:\n${complaint.trim()}`)
  const { bootstrap, pid } = JSON.parse(ready)
  process.once('exit', () => child.exitCode ?? child.kill('SIGTERM'))
  return {
    bootstrap,
    async stop() {
      if (child.exitCode !== null) return
      process.kill(pid ?? child.pid, 'SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
      await ended
      clearTimeout(late)
    },
  }
}
