/** What a voter may never forget: its epoch and whom it voted for, in Kafka's file. */
import type { DiskPort } from '../../../runtime/ports/disk.ts'

export interface QuorumState {
  readonly epoch: number
  /** Whom this voter has voted for in `epoch`; -1 nobody. */
  readonly votedId: number
  /** The leader of `epoch`; -1 when not known. */
  readonly leaderId: number
}

export const firstState: QuorumState = { epoch: 0, votedId: -1, leaderId: -1 }

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The file `quorum-state`: written beside itself, forced to disk, then renamed. */
export class QuorumStateFile {
  private readonly disk: DiskPort
  private readonly file: string
  private readonly voters: readonly number[]
  private wanted: QuorumState | null = null
  private writing = false
  private waiting: (() => void)[] = []

  constructor(disk: DiskPort, directory: string, voters: readonly number[]) {
    this.disk = disk
    this.file = `${directory}/__cluster_metadata-0/quorum-state`
    this.voters = voters
  }

  load(): QuorumState {
    const size = this.disk.sizeOf(this.file)
    if (size < 0) return firstState
    const parts = this.disk.read(this.file, 0, size).map((part) => decoder.decode(part))
    return parseState(parts.join(''))
  }

  /** `done` runs when this state, or a later one, is durable. */
  write(state: QuorumState, done: () => void): void {
    this.wanted = state
    this.waiting.push(done)
    if (!this.writing) this.writeWanted()
  }

  private writeWanted(): void {
    const state = this.wanted
    if (state === null) return
    const waiting = this.waiting.splice(0)
    this.wanted = null
    this.writing = true
    const fresh = `${this.file}.tmp`
    if (this.disk.sizeOf(fresh) >= 0) this.disk.truncate(fresh, 0)
    this.disk.append(fresh, encoder.encode(formatState(state, this.voters)))
    this.disk.sync(fresh, (synced) => {
      refuse(synced.error)
      this.disk.rename(fresh, this.file, (renamed) => {
        refuse(renamed.error)
        this.writing = false
        for (const done of waiting) done()
        this.writeWanted()
      })
    })
  }
}

export function formatState(state: QuorumState, voters: readonly number[]): string {
  return JSON.stringify({
    clusterId: '',
    leaderId: state.leaderId,
    leaderEpoch: state.epoch,
    votedId: state.votedId,
    appliedOffset: 0,
    currentVoters: voters.map((voterId) => ({ voterId })),
    data_version: 0,
  })
}

export function parseState(text: string): QuorumState {
  const { leaderEpoch: epoch, votedId, leaderId } = JSON.parse(text) as Record<string, unknown>
  if (![epoch, votedId, leaderId].every(Number.isSafeInteger)) {
    throw new Error('the file quorum-state is damaged')
  }
  return { epoch, votedId, leaderId } as QuorumState
}

function refuse(error: string | null): void {
  if (error !== null) throw new Error(`the file quorum-state cannot be written: ${error}`)
}
