/** A client actor that makes the topic of an experiment, and asks again until it is there. */
import type { CallEnded } from '../../actors/clients/client-connection.ts'
import { type ClusterClient, failureOf } from '../../actors/clients/cluster-client.ts'
import type { ResponseBody } from '../../protocol/api-versions.ts'
import { nameOf } from '../../protocol/errors.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { refTo } from '../../runtime/ref.ts'
import type { ClusterPlan } from '../host.ts'

const createTopics = 19
const timeoutMs = 5_000
const retryMs = 100

export class TopicMaker extends Actor {
  private readonly topic: ClusterPlan['topic']

  constructor(ctx: Context, topic: ClusterPlan['topic']) {
    super(ctx)
    this.topic = topic
  }

  protected override started(): void {
    this.make()
  }

  make(): void {
    const { name, replicas, configs = {} } = this.topic
    const topic = {
      name,
      numPartitions: -1,
      replicationFactor: -1,
      assignments: replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    }
    this.ctx
      .ask(refTo<ClusterClient>(this.ctx.system, 'client/cluster'), timeoutMs)
      .call({
        brokerId: null,
        apiKey: createTopics,
        body: { topics: [topic], timeoutMs, validateOnly: false },
        maxVersion: 7,
        answered: true,
      })
      .answers(this.made, null)
  }

  made({ answer }: Answered<CallEnded>): void {
    const fault = failureOf(answer)
    const error = fault === null ? errorOf(answer as { body: ResponseBody<19> }) : fault.error
    if (error === 'NONE' || error === 'TOPIC_ALREADY_EXISTS') this.ctx.trace('topicMade', {})
    else this.ctx.after(this, retryMs).make()
  }
}

function errorOf({ body }: { body: ResponseBody<19> }): string {
  return nameOf(body.topics[0]?.errorCode ?? -1)
}
