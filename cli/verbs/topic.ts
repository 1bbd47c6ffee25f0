/** `highwater topic`: creates, lists, describes and deletes topics. */
import type { Command } from 'commander'
import { topicNameFault } from '../../cluster-config/topic-name.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { type CommonFlags, outputOf, repeated, verbCommand } from '../common-flags.ts'
import { keyValues } from '../config/key-value.ts'
import { connectKafka } from '../kafka/connect-kafka.ts'
import type { KafkaClient, TopicDraft } from '../kafka-client.ts'
import { laterCommand } from '../not-built-yet.ts'
import { refuseSettings } from '../refuse-settings.ts'
import { wholeNumber } from '../start/start-input.ts'
import type { Output } from '../text/output.ts'
import { describedTopic, topicLines } from '../text/topic-text.ts'

interface CreateFlags extends CommonFlags {
  readonly partitions?: string
  readonly replicas?: string
  readonly set?: readonly string[]
}

/** What a noun's verb does; it connects when its words have proved good. */
type Work<Flags extends CommonFlags> = (
  names: readonly string[],
  flags: Flags,
  out: Output,
) => (client: KafkaClient) => Promise<void>

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
    const withClient = work(names, flags, outputOf(flags))
    const client = await connectKafka(flags, {})
    try {
      await withClient(client)
    } finally {
      await client.close()
    }
  })
}

function refuseName(name: string): void {
  const fault = topicNameFault(name)
  if (fault !== null) throw new UserError(`${name}: ${fault}`)
}

/** Settings are judged by the cluster: another than highwater may have more of them. */
function draftOf(name: string, { partitions, replicas, set }: CreateFlags): TopicDraft {
  return {
    name,
    partitions: partitions === undefined ? null : wholeNumber('-p', partitions),
    replicationFactor: replicas === undefined ? null : wholeNumber('-r', replicas),
    config: keyValues('-c', set),
  }
}

const create: Work<CreateFlags> = (names, flags, out) => {
  const drafts = names.map((name) => draftOf(name, flags))
  return async (client) => {
    const created: object[] = []
    for (const draft of drafts) {
      const made = await client.createTopic(draft)
      created.push(made)
      const count = made.partitions.length
      out.note(`created ${draft.name}: ${count} ${count === 1 ? 'partition' : 'partitions'}`)
    }
    if (out.json) out.object({ created })
  }
}

const list: Work<CommonFlags & { readonly internal?: boolean }> =
  (_, flags, out) => async (client) => {
    const all = await client.topics(null)
    const shown = all.filter(({ internal }) => flags.internal === true || !internal)
    if (out.json) out.object({ topics: shown })
    else if (shown.length > 0) out.data(topicLines(shown))
    else out.note('no topics yet')
  }

const describe: Work<CommonFlags> = (names, _, out) => async (client) => {
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

const remove: Work<CommonFlags> = (names, _, out) => async (client) => {
  for (const name of names) {
    await client.deleteTopic(name)
    out.note(`deleted ${name}`)
  }
  if (out.json) out.object({ deleted: names })
}
