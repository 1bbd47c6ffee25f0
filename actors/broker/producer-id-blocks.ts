/**
 * Hands out producer ids from a block, and fetches the next block from the controller (KIP-730).
 */
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered, type ReplyTo } from '../../runtime/ref.ts'
import type { ProducerIdsAllocated } from '../controller/controller.ts'
import type { BrokerView } from './broker-view.ts'

export interface NextProducerId {
  readonly replyTo: ReplyTo<ProducerIdGiven>
}
export interface ProducerIdGiven {
  readonly producerId: number
}

const allocationTimeoutMs = 2_000
const retryBackoffMs = 50

export class ProducerIdBlocks extends Actor {
  private readonly view: BrokerView
  private next = 0
  private end = 0
  private asking = false
  private waiting: ReplyTo<ProducerIdGiven>[] = []

  constructor(ctx: Context, view: BrokerView) {
    super(ctx)
    this.view = view
  }

  nextProducerId({ replyTo }: NextProducerId): void {
    this.waiting.push(replyTo)
    this.serve()
  }

  askForBlock(): void {
    const { boot, brokerEpoch, controller } = this.view
    this.ctx
      .ask(controller, allocationTimeoutMs)
      .allocateProducerIds({ brokerId: boot.brokerId, brokerEpoch })
      .answers(this.blockAllocated, null)
  }

  blockAllocated({ answer }: Answered<ProducerIdsAllocated>): void {
    if (isUnanswered(answer)) {
      this.ctx.after(this, retryBackoffMs).askForBlock()
      return
    }
    this.asking = false
    this.next = answer.firstProducerId
    this.end = answer.firstProducerId + answer.count
    this.serve()
  }

  private serve(): void {
    while (this.next < this.end) {
      const replyTo = this.waiting.shift()
      if (replyTo === undefined) return
      this.ctx.reply(replyTo, { producerId: this.next++ })
    }
    if (this.waiting.length === 0 || this.asking) return
    this.asking = true
    this.askForBlock()
  }
}
