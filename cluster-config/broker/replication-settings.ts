/** Broker settings about copies, leaders and the controllers. Defaults: Kafka 4.1.1. */
import { boolean, int, long } from '../setting.ts'

export const replicationSettings = {
  'min.insync.replicas': int(
    1,
    'In-sync copies that must exist for a write with acks=all to be taken.',
    { min: 1, dynamic: true },
  ),
  'unclean.leader.election.enable': boolean(
    false,
    'Whether a copy outside the in-sync set may become leader, at the price of lost records.',
    { dynamic: true },
  ),
  'replica.lag.time.max.ms': long(
    30_000,
    'How long a follower may be behind its leader before it leaves the in-sync set.',
    { unit: 'ms' },
  ),
  'replica.fetch.wait.max.ms': int(
    500,
    "How long a leader keeps a follower's fetch open when there is nothing new.",
    { unit: 'ms' },
  ),
  'replica.fetch.min.bytes': int(1, "New bytes that end the wait of a follower's fetch.", {
    unit: 'bytes',
  }),
  'replica.fetch.max.bytes': int(
    1_048_576,
    'The bytes that a follower asks for of each partition.',
    { min: 0, unit: 'bytes' },
  ),
  'replica.fetch.response.max.bytes': int(
    10_485_760,
    'The bytes that a follower asks for in one fetch over all partitions.',
    { min: 0, unit: 'bytes' },
  ),
  'replica.fetch.backoff.ms': int(1_000, 'How long a follower waits after a failed fetch.', {
    min: 0,
    unit: 'ms',
  }),
  'replica.socket.timeout.ms': int(30_000, 'How long a follower waits for the answer to a fetch.', {
    unit: 'ms',
  }),
  'replica.high.watermark.checkpoint.interval.ms': long(
    5_000,
    'How often high watermarks are written to disk.',
    { unit: 'ms' },
  ),
  'auto.leader.rebalance.enable': boolean(
    true,
    'Whether leadership returns to the first assigned replica by itself.',
  ),
  'leader.imbalance.check.interval.seconds': long(
    300,
    'Seconds between two looks at the balance of leaders.',
    { min: 1 },
  ),
  'broker.heartbeat.interval.ms': int(
    2_000,
    'How often a broker tells the active controller that it lives.',
    { unit: 'ms' },
  ),
  'broker.session.timeout.ms': int(
    9_000,
    'How long the active controller waits for a heartbeat before it fences a broker.',
    { unit: 'ms' },
  ),
  'initial.broker.registration.timeout.ms': int(
    60_000,
    'How long a starting broker tries to register.',
    { unit: 'ms' },
  ),
  'controlled.shutdown.enable': boolean(
    true,
    'Whether a stopping broker hands its leaderships over first.',
  ),
  'controller.quorum.election.timeout.ms': int(
    1_000,
    'How long a voter waits for a leader of the controllers before it asks for votes.',
    { unit: 'ms' },
  ),
  'controller.quorum.election.backoff.max.ms': int(
    1_000,
    'The longest random pause between two elections of the controllers.',
    { unit: 'ms' },
  ),
  'controller.quorum.fetch.timeout.ms': int(
    2_000,
    'How long a voter does without its leader before it becomes a candidate.',
    { unit: 'ms' },
  ),
  'controller.quorum.request.timeout.ms': int(
    2_000,
    'How long a controller waits for an answer of another.',
    { unit: 'ms' },
  ),
  'controller.quorum.append.linger.ms': int(
    25,
    'How long the leader of the controllers collects records before it writes them.',
    { min: 0, unit: 'ms' },
  ),
  'metadata.max.idle.interval.ms': int(
    500,
    'The longest silence in the metadata log before a record without effect is written.',
    { min: 0, unit: 'ms' },
  ),
}
