/** What the clients of an experiment do, as plain data. */

export interface Workload {
  /** Each is a client of its own. */
  readonly producers: number
  /** Of each producer, one every `everyMs`, for the partitions in turn. */
  readonly sends: number
  readonly everyMs: number
  readonly recordsPerSend: number
  readonly acks: 0 | 1 | -1
  /** False: what has failed once is not sent again. */
  readonly retries: boolean
  /** Each reads all partitions, as the records come. */
  readonly readers: number
  /**
   * Each time, a reader drops what it has fetched and is assigned its partitions anew, where it
   * is; null: only when a poll has failed.
   */
  readonly reassignEveryMs: number | null
}
