/** `highwater consume TOPIC`: writes records to standard output. */
import { once } from 'node:events'
import process from 'node:process'
import type { Command } from 'commander'
import { UserError } from '../../cluster-config/user-error.ts'
import { type CommonFlags, outputOf, verbCommand } from '../common-flags.ts'
import { clientSettings, consumerSettings } from '../config/client-settings.ts'
import { connectKafka } from '../kafka/connect-kafka.ts'
import type { KafkaClient, ReadOptions } from '../kafka-client.ts'
import { laterFlag } from '../not-built-yet.ts'
import { consumeLoop } from '../records/consume-loop.ts'
import { type From, fromOf, startOffsets } from '../records/offset-flag.ts'
import {
  jsonFormat,
  plainFormat,
  type RecordFormat,
  recordFormat,
} from '../records/record-format.ts'
import { wholeNumber } from '../start/start-input.ts'
import { stopSignals } from '../start/stop-signals.ts'

interface Flags extends CommonFlags {
  readonly offset: string
  readonly count?: string
  readonly exit?: boolean
  readonly jsonLines?: boolean
  readonly format?: string
  readonly partition?: string
  readonly isolation?: string
}

interface Wish {
  readonly topic: string
  readonly from: From
  readonly count: number
  readonly exit: boolean
  readonly partition: number | null
  readonly format: RecordFormat
  readonly settings: ReadOptions
}

export function consume(): Command {
  const command = verbCommand('consume', 'Read records.', [
    'consume orders -e',
    "consume orders -o -10 -f '%t [%p] %o %k %s\\n'",
    'consume orders -o @2026-01-31T12:00:00Z -n 5 -J',
  ])
    .argument('<topic>')
    .option('-o, --offset <where>', 'start, end, an offset, -n for the last n, @time', 'start')
    .option('-n, --count <count>', 'stop after so many records')
    .option('-e, --exit', 'stop at the end of the partitions')
    .option('-p, --partition <number>', 'only this partition')
    .option('-J, --json-lines', 'a line of JSON for each record')
    .option('-f, --format <format>', `%s value, %k key, %t topic, %p partition, %o offset …`)
    .option('--isolation <level>', 'read_uncommitted or read_committed')
  laterFlag(command, '-g, --group <group>', 'part C')
  laterFlag(command, '--causal', 'part D')
  return command.action(async (topic: string, flags: Flags) => {
    const wish = wishOf(topic, flags)
    const out = outputOf(flags)
    const signals = stopSignals()
    const client = await connectKafka(flags, { read: wish.settings })
    try {
      const shown = await read(client, wish, signals.first)
      out.detail(`${shown} ${shown === 1 ? 'record' : 'records'}`)
    } finally {
      signals.release()
      await client.close()
    }
  })
}

export function wishOf(topic: string, flags: Flags): Wish {
  const asJson = flags.jsonLines === true || flags.json === true
  if (asJson && flags.format !== undefined) throw new UserError('-J and -f cannot both be')
  const level = flags.isolation === undefined ? [] : [`isolation.level=${flags.isolation}`]
  const settings = clientSettings(consumerSettings, [...(flags.X ?? []), ...level])
  return {
    topic,
    from: fromOf(flags.offset),
    count: flags.count === undefined ? Infinity : wholeNumber('-n', flags.count),
    exit: flags.exit === true,
    partition: flags.partition === undefined ? null : wholeNumber('-p', flags.partition),
    format: asJson ? jsonFormat : recordFormat(flags.format ?? plainFormat),
    settings: {
      isolation: settings['isolation.level'] as ReadOptions['isolation'],
      minBytes: settings['fetch.min.bytes'],
      maxBytes: settings['fetch.max.bytes'],
      partitionMaxBytes: settings['max.partition.fetch.bytes'],
      maxWaitMs: settings['fetch.max.wait.ms'],
    },
  }
}

async function read(client: KafkaClient, wish: Wish, stopped: Promise<unknown>): Promise<number> {
  const { topic, format } = wish
  const partitions = await partitionsOf(client, wish)
  const stop = new AbortController()
  void stopped.then(() => stop.abort())
  return consumeLoop(client, {
    topic,
    from: await startOffsets(client, topic, partitions, wish.from),
    count: wish.count,
    until: wish.exit ? await client.offsets(topic, partitions, 'latest') : null,
    stop: stop.signal,
    show: (partition, record) => write(format({ topic, partition, record })),
  })
}

async function partitionsOf(client: KafkaClient, wish: Wish): Promise<readonly number[]> {
  const [found] = await client.topics([wish.topic])
  if (found === undefined) {
    throw new UserError(`there is no topic ${wish.topic}`, {
      exitCode: 1,
      hint: `highwater topic create ${wish.topic}`,
    })
  }
  const all = found.partitions.map(({ partition }) => partition)
  if (wish.partition === null) return all
  if (all.includes(wish.partition)) return [wish.partition]
  throw new UserError(`${wish.topic} has no partition ${wish.partition}`, {
    exitCode: 1,
    hint: `it has ${all.length}, from 0 on`,
  })
}

/** Waits for a slow reader instead of filling memory. */
async function write(bytes: Uint8Array): Promise<void> {
  if (!process.stdout.write(bytes)) await once(process.stdout, 'drain')
}
