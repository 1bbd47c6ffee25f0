/** `highwater topic`: creates, lists, describes and deletes topics. */
import type { Command } from 'commander'
import { topicNameFault } from '../../cluster-config/topic-name.ts'
import { topicConfigFault } from '../../cluster-config/topic-settings.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { type CommonFlags, outputOf, repeated, verbCommand } from '../common-flags.ts'
import { connectKafka } from '../kafka/connect-kafka.ts'
import type { KafkaClient, TopicDraft } from '../kafka-client.ts'
import { keyValues } from '../key-value.ts'
import { laterCommand } from '../not-built-yet.ts'
import type { Output } from '../output.ts'
import { refuseSettings } from '../refuse-settings.ts'
import { wholeNumber } from '../start-input.ts'
import { describedTopic, topicLines } from '../topic-text.ts'

interface CreateFlags extends CommonFlags {
  readonly partitions?: string
  readonly replicas?: string
  readonly set?: readonly string[]
}

type Work<Flags extends CommonFlags> = (
  client: KafkaClient,
  names: readonly string[],
  flags: Flags,
  out: Output,
) => Promise<void>

export function topic(): Command {
  const command = verbCommand('topic', 'Create, list, describe and delete topics.', [
    'topic create orders -p 6 -c retention.ms=60000',
    'topic list',
    'topic describe orders --json',
    'topic delete orders',
  ])
  command.helpCommand(false)
  noun(command, 'create <names...>', 'create topics', create)
    .option('-p, --partitions <count>', "how many partitions (default: the cluster's)")
    .option('-r, --replicas <count>', "copies of each partition (default: the cluster's)")
    .option('-c, --set <key=value>', 'a topic setting by its Kafka name; may be repeated', repeated)
  noun(command, 'list', 'list topics', list).option(
    '--internal',
    'also those that the cluster keeps for itself',
  )
  noun(command, 'describe <names...>', 'show partitions and settings', describe)
  noun(command, 'delete <names...>', 'delete topics', remove)
  for (const later of ['alter', 'add-partitions', 'trim']) laterCommand(command, later, 'part C')
  return command
}

function noun<Flags extends CommonFlags>(
  parent: Command,
  nameAndArgs: string,
  summary: string,
  work: Work<Flags>,
): Command {
  const command = parent.command(nameAndArgs).description(summary)
  return command.action(async () => {
    const flags = command.optsWithGlobals<Flags>()
    refuseSettings(`topic ${command.name()}`, flags)
    const names = command.args
    for (const name of names) refuseName(name)
    const client = await connectKafka(flags, {})
    try {
      await work(client, names, flags, outputOf(flags))
    } finally {
      await client.close()
    }
  })
}

function refuseName(name: string): void {
  const fault = topicNameFault(name)
  if (fault !== null) throw new UserError(`${name}: ${fault}`)
}

export function draftOf(name: string, flags: CreateFlags): TopicDraft {
  const config = keyValues('-c', flags.set)
  for (const [key, value] of Object.entries(config)) {
    const fault = topicConfigFault(key, value)
    if (fault !== null) throw new UserError(fault)
  }
  const { partitions, replicas } = flags
  return {
    name,
    partitions: partitions === undefined ? null : wholeNumber('-p', partitions),
    replicationFactor: replicas === undefined ? null : wholeNumber('-r', replicas),
    config,
  }
}

const create: Work<CreateFlags> = async (client, names, flags, out) => {
  const created: object[] = []
  for (const name of names) {
    const made = await client.createTopic(draftOf(name, flags))
    created.push(made)
    const count = made.partitions.length
    out.note(`created ${name}: ${count} ${count === 1 ? 'partition' : 'partitions'}`)
  }
  if (out.json) out.object({ created })
}

const list: Work<CommonFlags & { readonly internal?: boolean }> = async (
  client,
  _names,
  flags,
  out,
) => {
  const all = await client.topics(null)
  const shown = all.filter(({ internal }) => flags.internal === true || !internal)
  if (out.json) out.object({ topics: shown })
  else if (shown.length > 0) out.data(topicLines(shown))
  else out.note('no topics yet')
}

const describe: Work<CommonFlags> = async (client, names, _flags, out) => {
  const found = await client.topics(names)
  const missing = names.find((name) => !found.some((one) => one.name === name))
  if (missing !== undefined) throw new UserError(`there is no topic ${missing}`, { exitCode: 1 })
  const topics: object[] = []
  for (const one of found) {
    const config = await client.topicConfig(one.name)
    topics.push({ ...one, config })
    if (!out.json) out.data(describedTopic(one, config, out.verbose))
  }
  if (out.json) out.object({ topics })
}

const remove: Work<CommonFlags> = async (client, names, _flags, out) => {
  for (const name of names) {
    await client.deleteTopic(name)
    out.note(`deleted ${name}`)
  }
  if (out.json) out.object({ deleted: names })
}
