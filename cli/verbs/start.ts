/** `highwater start`: a cluster in this process, until it is stopped or its command ends. */
import { existsSync } from 'node:fs'
import process from 'node:process'
import { type Command, Option } from 'commander'
import { launchCluster } from '../../cluster/launch-cluster.ts'
import type { RunningCluster } from '../../cluster/running-cluster.ts'
import type { ClusterInput } from '../../cluster-config/cluster-input.ts'
import { defineCluster } from '../../cluster-config/define-cluster.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { type ControlServer, startControlServer } from '../../control/server.ts'
import { type CommonFlags, outputOf, repeated, verbCommand } from '../common-flags.ts'
import { laterFlag, notBuiltYet } from '../not-built-yet.ts'
import { type Ready, removeReadyFile, tryNext, writeReadyFile } from '../start/ready.ts'
import { type StartFlags, startInput } from '../start/start-input.ts'
import { stopSignals } from '../start/stop-signals.ts'
import type { Output } from '../text/output.ts'

interface Flags extends CommonFlags, StartFlags {
  readonly readyFile?: string
}

/** Read without being asked for, when it lies in the working directory. */
const usualConfigFile = 'highwater.yaml'

/** `words` are those behind `--`: a command that runs for as long as the cluster does. */
export function start(words: readonly string[]): Command {
  const command = verbCommand('start', 'Start a cluster.', [
    'start',
    'start -n 1 --port 0 --topic orders:6',
    'start -X message.max.bytes=2000000',
    'start --data ./data',
    'start -- npm test',
  ])
    .argument('[broker]')
    .usage('[options] [-- command...]')
    .addOption(valued('-n, --brokers <count>', 'how many brokers (default: 3)', 'BROKERS'))
    .addOption(
      valued('--port <port>', 'port of the first broker, 0 for free ports (default: 9092)', 'PORT'),
    )
    .addOption(valued('--data <dir>', 'keep the cluster in this directory', 'DATA'))
    .option('--memory', 'keep nothing (the default)')
    .option('--topic <name:partitions:replicas>', 'create a topic; may be repeated', repeated)
    .addOption(
      valued('--preset <name>', 'mission or kafka: whose defaults (default: mission)', 'PRESET'),
    )
    .addOption(valued('--first-id <id>', 'id of the first broker (default: 1)', 'FIRST_ID'))
    .addOption(
      valued('--advertised-host <host>', 'the host that clients are told', 'ADVERTISED_HOST'),
    )
    .addOption(
      valued('--partitions <count>', 'of topics that do not say (default: 1)', 'PARTITIONS'),
    )
    .addOption(valued('--auto-topics <on|off>', 'topics by first use (default: on)', 'AUTO_TOPICS'))
    .option('--ready-file <file>', 'write the ready line there too; gone after the stop')
  laterFlag(command, '--isolation <where>', 'a later part', 'thread')
  laterFlag(command, '--ui <where>', 'a later part', 'off')
  laterFlag(command, '--as-version <version>', 'a later part')
  laterFlag(command, '--sasl <user>', 'a later part')
  laterFlag(command, '--tls', 'a later part')
  return command.action(async (broker: string | undefined, flags: Flags) => {
    if (broker !== undefined) throw notBuiltYet('start BROKER', 'part B')
    if (command.getOptionValueSource('bootstrap') === 'cli') {
      throw new UserError('start makes its own brokers, so -b means nothing to it')
    }
    const { data: _data, ...rest } = flags
    const unasked = command.getOptionValueSource('data') === 'env' && flags.memory === true
    await startCluster(unasked ? rest : flags, words)
  })
}

const valued = (flags: string, text: string, name: string): Option =>
  new Option(flags, text).env(`HIGHWATER_${name}`)

async function startCluster(flags: Flags, command: readonly string[]): Promise<void> {
  const out = outputOf(flags)
  const config = defineCluster(startInput(flags, await fileInput(flags, out)))
  const signals = stopSignals()
  const control = await startControlServer()
  let starting = true
  try {
    const cluster = await launchCluster(config, {
      controlUrl: control.url,
      say: (level, text) => {
        // What keeps a start from succeeding is told once, as its error.
        const hidden = level === 'debug' || (starting && level === 'error')
        if (hidden) out.detail(text)
        else out.note(text)
      },
    })
    starting = false
    await serve({ cluster, control, flags, command, out, asked: signals.first })
  } finally {
    await control.close()
    signals.release()
  }
}

async function fileInput({ config }: CommonFlags, out: Output): Promise<ClusterInput> {
  const file = config ?? (existsSync(usualConfigFile) ? usualConfigFile : undefined)
  if (file === undefined) return {}
  if (config === undefined) out.note(`settings from ${file}`)
  const { readConfigFile } = await import('../config/config-file.ts')
  return readConfigFile(file)
}

interface Served {
  readonly cluster: RunningCluster
  readonly control: ControlServer
  readonly flags: Flags
  readonly command: readonly string[]
  readonly out: Output
  /** Settles when somebody asks for the end. */
  readonly asked: Promise<unknown>
}

/** Settles when the cluster is down. */
async function serve({ cluster, control, flags, command, out, asked }: Served): Promise<void> {
  const stoppedByControl = new Promise<void>((resolve) => {
    control.attach({
      status: () => cluster.status(),
      stop: () => {
        resolve()
        return cluster.stop()
      },
    })
  })
  const { readyFile } = flags
  try {
    const ready = readyLine(cluster, control)
    if (readyFile !== undefined) writeReadyFile(readyFile, ready)
    tellReady(ready, out, command.length > 0)
    if (command.length > 0) process.exitCode = await runBehind(command, cluster.bootstrap)
    else await Promise.race([asked, stoppedByControl, cluster.failed])
  } finally {
    await cluster.stop()
    if (readyFile !== undefined) removeReadyFile(readyFile)
  }
}

async function runBehind(command: readonly string[], bootstrap: string): Promise<number> {
  const { runCommand } = await import('../start/child-command.ts')
  return runCommand(command, bootstrap)
}

const readyLine = ({ bootstrap, readyMs }: RunningCluster, { url }: ControlServer): Ready => ({
  ready: true,
  bootstrap,
  control: url,
  ui: null,
  readyMs,
  pid: process.pid,
})

/** With a command stdout is the command's. */
function tellReady(ready: Ready, out: Output, hasCommand: boolean): void {
  const { bootstrap, readyMs } = ready
  out.note(out.paint('green', `ready in ${readyMs} ms`, process.stderr))
  if (out.json) return out.object(ready)
  if (hasCommand) return out.note(bootstrap)
  out.data(bootstrap)
  out.note(tryNext(bootstrap))
}
