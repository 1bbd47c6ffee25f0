/** The votes of one ballot: who has granted, who has refused, and whether it is decided. */

export class Votes {
  private readonly voters: readonly number[]
  private readonly granted = new Set<number>()
  private readonly refused = new Set<number>()

  /** Whoever stands votes for itself. */
  constructor(voters: readonly number[], localId: number) {
    this.voters = voters
    this.granted.add(localId)
  }

  get isWon(): boolean {
    return this.granted.size >= majorityOf(this.voters)
  }

  /** So many have refused that it cannot be won any more. */
  get isLost(): boolean {
    return this.voters.length - this.refused.size < majorityOf(this.voters)
  }

  isOpen(voterId: number): boolean {
    return !this.granted.has(voterId) && !this.refused.has(voterId)
  }

  record(voterId: number, granted: boolean): void {
    if (!this.voters.includes(voterId) || !this.isOpen(voterId)) return
    if (granted) this.granted.add(voterId)
    else this.refused.add(voterId)
  }
}

export const majorityOf = (voters: readonly number[]): number => Math.floor(voters.length / 2) + 1
