/** Named sets of broker settings: highwater's own defaults, and Kafka's. */
export type PresetName = 'mission' | 'kafka'

/** What a preset changes in Kafka's defaults. */
export const presets: ReadonlyMap<PresetName, ReadonlyMap<string, number>> = new Map([
  [
    'mission',
    new Map([
      ['broker.session.timeout.ms', 6_000],
      ['replica.lag.time.max.ms', 10_000],
      ['group.initial.rebalance.delay.ms', 0],
      ['default.replication.factor', 3],
      ['min.insync.replicas', 2],
      // On one machine a silence of a second means more than on a network.
      ['controller.quorum.election.timeout.ms', 200],
      ['controller.quorum.election.backoff.max.ms', 100],
      ['controller.quorum.fetch.timeout.ms', 1_000],
    ]),
  ],
  ['kafka', new Map()],
])

export const isPresetName = (name: string): name is PresetName => presets.has(name as PresetName)
