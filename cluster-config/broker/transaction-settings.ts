/** Broker settings about transactions. Defaults: Kafka 4.1.1. */
import { boolean, int } from '../setting.ts'

export const transactionSettings = {
  'transaction.state.log.num.partitions': int(
    50,
    'Partitions of the topic that keeps the state of transactions.',
    { min: 1 },
  ),
  'transaction.state.log.replication.factor': int(
    3,
    'Copies of the topic that keeps the state of transactions; never more than brokers.',
    { min: 1 },
  ),
  'transaction.state.log.min.isr': int(
    2,
    'In-sync copies that a write to the state of transactions needs; never more than brokers.',
    { min: 1 },
  ),
  'transaction.state.log.segment.bytes': int(
    104_857_600,
    'The segment size of the topic that keeps the state of transactions.',
    { min: 1, unit: 'bytes' },
  ),
  'transaction.max.timeout.ms': int(
    900_000,
    'The longest time-out that a transactional producer may ask for.',
    { min: 1, unit: 'ms' },
  ),
  'transactional.id.expiration.ms': int(
    604_800_000,
    'How long an unused transactional id is remembered.',
    { min: 1, unit: 'ms' },
  ),
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': int(
    10_000,
    'How often the coordinator looks for transactions that took too long.',
    { min: 1, unit: 'ms' },
  ),
  'transaction.remove.expired.transaction.cleanup.interval.ms': int(
    3_600_000,
    'How often the coordinator looks for transactional ids to forget.',
    { min: 1, unit: 'ms' },
  ),
  'transaction.partition.verification.enable': boolean(
    true,
    'Whether a write of a transaction is checked with its coordinator first.',
    { dynamic: true },
  ),
  'transaction.two.phase.commit.enable': boolean(
    false,
    'Whether a transaction may stay prepared until somebody outside decides.',
  ),
}
