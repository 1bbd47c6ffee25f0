/** `highwater produce TOPIC`: every line becomes a record. */
import { createReadStream } from 'node:fs'
import process from 'node:process'
import { type Command, Option } from 'commander'
import { topicNameFault } from '../../cluster-config/topic-name.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { type CommonFlags, outputOf, repeated, verbCommand } from '../common-flags.ts'
import { clientSettings, producerSettings } from '../config/client-settings.ts'
import { connectKafka } from '../kafka/connect-kafka.ts'
import { type Acks, type CodecName, codecNames, type ProduceOptions } from '../kafka-client.ts'
import { laterFlag } from '../not-built-yet.ts'
import { delimiterOf, headerOf, type LineRules } from '../records/line-to-record.ts'
import { type ProduceSummary, produceLines } from '../records/produce-lines.ts'
import { readLines } from '../records/read-lines.ts'
import { wholeNumber } from '../start/start-input.ts'
import type { Output } from '../text/output.ts'

interface Flags extends CommonFlags {
  readonly key?: string
  readonly keyDelimiter?: string
  readonly header?: readonly string[]
  readonly compression?: string
  readonly partition?: string
  readonly file?: string
  readonly acks?: string
}

/** Bytes of lines that are handed to the producer at a time. */
const portionBytes = 1_048_576

export function produce(): Command {
  const command = verbCommand('produce', 'Send lines as records.', [
    'produce orders < orders.txt',
    'produce orders -K : -H source=shell -z gzip -f orders.txt',
    'echo hello | highwater produce orders',
  ])
    .argument('<topic>')
    .option('-k, --key <key>', 'the key of every record')
    .option('-K, --key-delimiter <text>', 'what stands between key and value in a line')
    .option('-H, --header <name=value>', 'a header of every record; may be repeated', repeated)
    .addOption(
      new Option('-z, --compression <codec>', 'the codec of the batches').choices(codecNames),
    )
    .option('-p, --partition <number>', 'the partition (default: by the key)')
    .option('-f, --file <file>', 'read lines from a file (default: standard input)')
    .addOption(
      new Option('--acks <acks>', 'who must have a record (default: all)').choices([
        '0',
        '1',
        'all',
        '-1',
      ]),
    )
  laterFlag(command, '--txn <id>', 'part D')
  return command.action(produceFrom)
}

async function produceFrom(topic: string, flags: Flags): Promise<void> {
  const fault = topicNameFault(topic)
  if (fault !== null) throw new UserError(`${topic}: ${fault}`)
  const options = optionsOf(flags)
  const rules = rulesOf(flags)
  const partition = flags.partition === undefined ? null : wholeNumber('-p', flags.partition)
  const out = outputOf(flags)
  const source = await sourceOf(flags.file)
  if (source === process.stdin && process.stdin.isTTY) out.note('one record a line; Ctrl-D ends')
  const client = await connectKafka(flags, { produce: options })
  try {
    const plan = { topic, partition, rules, portionBytes }
    tell(out, topic, await produceLines(client, readLines(source), plan))
  } finally {
    await client.close()
  }
}

export function optionsOf(flags: Flags): ProduceOptions {
  const settings = clientSettings(producerSettings, flags.X)
  return {
    acks: acksOf(flags.acks ?? settings.acks),
    codec: (flags.compression ?? settings['compression.type']) as CodecName,
    batchBytes: settings['batch.size'],
    deliveryTimeoutMs: settings['delivery.timeout.ms'],
    requestTimeoutMs: settings['request.timeout.ms'],
  }
}

const acksOf = (text: string): Acks => (text === 'all' ? -1 : (Number(text) as Acks))

function rulesOf({ key, keyDelimiter, header = [] }: Flags): LineRules {
  return {
    key: key ?? null,
    keyDelimiter: keyDelimiter === undefined ? null : delimiterOf(keyDelimiter),
    headers: header.map(headerOf),
  }
}

/** Opens the file before anything is sent, so that a wrong name is told at once. */
async function sourceOf(file: string | undefined): Promise<AsyncIterable<Uint8Array | string>> {
  if (file === undefined || file === '-') return process.stdin
  const stream = createReadStream(file)
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve())
    stream.once('error', (error: NodeJS.ErrnoException) =>
      reject(new UserError(`${file} cannot be read: ${error.code}`)),
    )
  })
  return stream
}

function tell(out: Output, topic: string, { records, bytes }: ProduceSummary): void {
  if (out.json) out.object({ topic, records, bytes })
  else out.note(`sent ${records} ${records === 1 ? 'record' : 'records'} to ${topic}`)
}
