/**
 * What clients do and what became of it, in the order of time: the history that checkers judge.
 * `invoke` begins an operation; `ok` and `fail` say that it happened or did not; `info`: nobody
 * knows.
 */

interface Step {
  /** Who does it: the name of the client's system. */
  readonly process: string
  /** The same for the beginning and the end of one operation of a process. */
  readonly id: number
  readonly atMs: number
}

export type Operation = Step & (Send | Poll | Assign)

/** Records for one partition. Each value is sent once in a run, so it names its record. */
export interface Send {
  readonly f: 'send'
  readonly type: 'invoke' | 'ok' | 'fail' | 'info'
  readonly topic: string
  readonly partition: number
  readonly values: readonly string[]
  /** The error of `fail` and `info`. */
  readonly error?: string
}

export interface Poll {
  readonly f: 'poll'
  readonly type: 'invoke' | 'ok' | 'info'
  /** In the order in which they were handed out. */
  readonly records: readonly ReadRecord[]
  readonly error?: string
}

export interface ReadRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly value: string
}

/** From here on the process reads these partitions from these offsets on. */
export interface Assign {
  readonly f: 'assign'
  readonly type: 'ok'
  readonly partitions: readonly {
    readonly topic: string
    readonly partition: number
    readonly offset: number
  }[]
}

/** The process that reads everything from the start once all faults are over. */
export const lastReader = 'last-reader'
