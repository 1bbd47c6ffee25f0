/** What must hold of the controllers at every moment, checked on what they report. */
import type { TraceEvent } from '../../runtime/trace.ts'

export class QuorumWatch {
  /** What was found wrong; empty when nothing was. */
  readonly violations: string[] = []
  /** The one elected last. */
  active: { system: string; path: string; epoch: number } | null = null
  elections = 0
  committed = 0
  private readonly leaders = new Map<number, string>()
  private readonly chains = new Map<number, number>()
  private readonly offsets = new Map<string, number>()

  event({ type, system, path, incarnation, details }: TraceEvent): void {
    const who = `${system}/${path}`
    if (type === 'leadsControllers') {
      const epoch = details['epoch'] as number
      const other = this.leaders.get(epoch)
      if (other !== undefined) this.violations.push(`${other} and ${who} both lead epoch ${epoch}`)
      this.leaders.set(epoch, who)
      this.elections++
      if (epoch > (this.active?.epoch ?? 0)) this.active = { system, path, epoch }
    }
    if (type !== 'metadataCommitted') return
    const { offset, chain } = details as { offset: number; chain: number }
    const known = this.chains.get(offset)
    if (known !== undefined && known !== chain) {
      this.violations.push(`${who} has committed another log up to ${offset}`)
    }
    this.chains.set(offset, chain)
    const life = `${who}#${incarnation}`
    if (offset <= (this.offsets.get(life) ?? 0)) {
      this.violations.push(`what ${who} has committed has gone back to ${offset}`)
    }
    this.offsets.set(life, offset)
    this.committed = Math.max(this.committed, offset)
  }

  /** The hash of the log up to `offset`, if that was ever committed as an end. */
  chainAt(offset: number): number | undefined {
    return this.chains.get(offset)
  }
}
