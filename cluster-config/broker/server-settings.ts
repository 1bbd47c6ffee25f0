/** Broker settings about sockets, requests and topics. Defaults: Kafka 4.1.1. */
import { boolean, int, long } from '../setting.ts'

export const serverSettings = {
  'num.partitions': int(1, 'Partitions of a topic whose creator does not say how many.', {
    min: 1,
  }),
  'default.replication.factor': int(
    1,
    'Copies of each partition of a topic whose creator does not say how many.',
    { min: 1 },
  ),
  'auto.create.topics.enable': boolean(
    true,
    'Whether a topic comes into being when a client first asks for it.',
  ),
  'delete.topic.enable': boolean(true, 'Whether topics may be deleted at all.'),
  'socket.request.max.bytes': int(
    104_857_600,
    'The largest request that is read; a larger one ends its connection.',
    { min: 1, unit: 'bytes' },
  ),
  'socket.send.buffer.bytes': int(
    102_400,
    'The send buffer of each socket; -1 leaves it to the operating system.',
    { min: -1, unit: 'bytes' },
  ),
  'socket.receive.buffer.bytes': int(
    102_400,
    'The receive buffer of each socket; -1 leaves it to the operating system.',
    { min: -1, unit: 'bytes' },
  ),
  'connections.max.idle.ms': long(
    600_000,
    'How long a connection may be silent before the broker closes it.',
    { unit: 'ms' },
  ),
  'max.connections': int(2_147_483_647, 'Connections that one broker keeps open at a time.', {
    min: 0,
    dynamic: true,
  }),
  'max.connections.per.ip': int(
    2_147_483_647,
    'Connections that one address may have open at a time.',
    { min: 0, dynamic: true },
  ),
  'queued.max.requests': int(
    500,
    'Requests that may wait inside a broker before it stops reading from sockets.',
    { min: 1 },
  ),
  'request.timeout.ms': int(30_000, 'How long a broker waits for another node to answer.', {
    min: 1,
    unit: 'ms',
  }),
  'fetch.max.bytes': int(
    57_671_680,
    'The most record bytes in one Fetch answer, whatever the client asks for.',
    { min: 1_024, unit: 'bytes' },
  ),
  'max.incremental.fetch.session.cache.slots': int(
    1_000,
    'Incremental fetch sessions that one broker remembers.',
    { min: 0 },
  ),
  'max.request.partition.size.limit': int(
    2_000,
    'The most partitions in one DescribeTopicPartitions answer.',
    { min: 1 },
  ),
  'message.max.bytes': int(1_048_588, 'The largest record batch that is taken, with its header.', {
    min: 0,
    unit: 'bytes',
    dynamic: true,
  }),
}
