/** An actor that is built on the one before it: without that one it is never ready. */
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered, type ReplyTo, refTo } from '../../runtime/ref.ts'

const patienceMs = 1_000

export class Worker extends Actor {
  private readonly elder: string | null
  private readonly fails: boolean

  /** `elder`: the path of the one that it is built on; null: of none. */
  constructor(ctx: Context, elder: string | null, fails: boolean) {
    super(ctx)
    this.elder = elder
    this.fails = fails
  }

  protected override started(): void {
    if (this.fails) throw new Error('does not start')
    if (this.elder === null) return
    this.ctx
      .ask(refTo<Worker>(this.ctx.system, this.elder), patienceMs)
      .join({})
      .answers(this.joined, null)
  }

  /** Somebody builds on this incarnation. */
  join({ replyTo }: { replyTo: ReplyTo<{ incarnation: number }> }): void {
    this.ctx.reply(replyTo, { incarnation: this.ctx.incarnation })
  }

  /** It asks once: under an ordered strategy the elder is there before. */
  joined({ answer }: Answered<{ incarnation: number }>): void {
    if (!isUnanswered(answer)) this.ctx.trace('joined', { incarnation: answer.incarnation })
  }
}
