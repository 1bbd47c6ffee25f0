/** Asks the controllers for a new topic again and again, and keeps the time of each answer. */
import type { Controller } from '../../actors/controller/controller.ts'
import type { TopicsCreated } from '../../actors/controller/controller-messages.ts'
import { isNotController, type NotController } from '../../actors/metadata/not-controller.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered, type Ref } from '../../runtime/ref.ts'
import { child, type SupervisorSpec, supervisor } from '../../runtime/supervisor.ts'

export interface Probed {
  /** Topics whose creation was acknowledged. */
  readonly created: string[]
  /** When each question was asked that was answered so, and when it was. */
  readonly times: { askedMs: number; answeredMs: number }[]
}

const attemptMs = 300
const pauseMs = 50

export class MetadataProber extends Actor {
  private readonly controllers: readonly Ref<Controller>[]
  private readonly probed: Probed
  private at = 0
  private asked = 0

  constructor(ctx: Context, controllers: readonly Ref<Controller>[], probed: Probed) {
    super(ctx)
    this.controllers = controllers
    this.probed = probed
  }

  protected override started(): void {
    this.ctx.after<MetadataProber>(this, pauseMs).ask(null)
  }

  ask(_: null): void {
    const name = `probe-${++this.asked}`
    const topic = { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }
    this.ctx
      .ask(this.controllers[this.at] as Ref<Controller>, attemptMs)
      .createTopics({ topics: [topic], validateOnly: false })
      .answers(this.answered, { name, askedMs: this.ctx.monotonicMs() })
  }

  answered({
    answer,
    tag: { name, askedMs },
  }: Answered<TopicsCreated | NotController, { name: string; askedMs: number }>): void {
    if (isUnanswered(answer) || isNotController(answer)) {
      const known = isUnanswered(answer) ? -1 : answer.leaderId - 101
      this.at = known >= 0 ? known : (this.at + 1) % this.controllers.length
    } else if (answer.topics[0]?.error === 'NONE') {
      this.probed.created.push(name)
      this.probed.times.push({ askedMs, answeredMs: this.ctx.monotonicMs() })
    }
    this.ctx.after<MetadataProber>(this, pauseMs).ask(null)
  }
}

export function proberTree(
  controllers: readonly Ref<Controller>[],
  probed: Probed,
): SupervisorSpec {
  return supervisor({
    name: 'prober',
    strategy: 'one-for-one',
    limit: { restarts: 0, withinMs: 1_000 },
    children: [child('prober', (ctx) => new MetadataProber(ctx, controllers, probed))],
  })
}
