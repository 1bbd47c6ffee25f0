// highwater on Deno, without --allow-ffi: `deno task start` serves a kcat round trip.
import { spawn, spawnSync } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'

const records = 1_000
const root = new URL('../..', import.meta.url)

/** Deno as it is installed, else the one of its npm package; null when neither can be had. */
function findDeno() {
  const candidates = [['deno'], ['npx', '--yes', '--prefer-offline', 'deno@2']]
  return candidates.find(([command, ...args]) => {
    const { status } = spawnSync(command, [...args, '--version'], { timeout: 120_000 })
    return status === 0
  })
}

function kcat(args, input) {
  const options = { input, encoding: 'utf8', timeout: 20_000 }
  const { status, stdout, stderr } = spawnSync('kcat', args, options)
  if (status !== 0) throw new Error(`kcat ${args.join(' ')}: ${stderr || status}`)
  return stdout
}

const deno = findDeno()
if (deno === undefined) {
  console.log('skipped: there is no deno, and npx cannot fetch it')
  process.exit(0)
}
if (spawnSync('kcat', ['-V']).error !== undefined) {
  console.log("skipped: there is no kcat; Debian's package is called kcat")
  process.exit(0)
}

const [command, ...args] = [...deno, 'task', 'start', 'start', '--json', '--port', '0']
const cluster = spawn(command, args, {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: true,
})
const ended = new Promise((resolve) => cluster.once('exit', resolve))
let exitCode = 1
try {
  const line = await new Promise((resolve, reject) => {
    createInterface(cluster.stdout).once('line', resolve)
    cluster.once('exit', (code) => reject(new Error(`the cluster ended with ${code}`)))
    setTimeout(() => reject(new Error('not ready in 60 s')), 60_000).unref()
  })
  const { bootstrap, readyMs } = JSON.parse(line)
  const sent = Array.from({ length: records }, (_, i) => `record ${i}\n`).join('')
  kcat(['-b', bootstrap, '-P', '-t', 'deno', '-p', '0', '-X', 'acks=all'], sent)
  const read = kcat(['-b', bootstrap, '-C', '-t', 'deno', '-p', '0', '-o', 'beginning', '-e', '-q'])
  const equal = read === sent
  console.log(
    `deno: ready in ${readyMs} ms; kcat sent ${records}, read back ${equal ? 'equal' : 'other'}`,
  )
  exitCode = equal ? 0 : 1
} catch (error) {
  console.error(String(error))
}
// The whole group: `deno task` starts deno as a child of its own.
process.kill(-cluster.pid, 'SIGTERM')
await ended
process.exit(exitCode)
