/** What the tidy checks let pass, each row with its reason. An idle row is a failure. */
import type { Allowed } from './determinism.ts'
import type { TestedThrough } from './mirror.ts'

/** Plain objects that deterministic code walks on purpose. */
export const objectWalks: Allowed[] = [
  {
    path: 'protocol/schema.ts',
    because: 'the order in which a schema literal names its fields is their order on the wire',
  },
  {
    path: 'runtime/simulator/canonical.ts',
    because: 'a message is hashed as it was sent, with its keys in the order the sender wrote them',
  },
]

/** Small files that another file's test covers. */
export const testedThrough: TestedThrough[] = [
  { source: 'protocol/messages/', test: 'tests/protocol/golden.test.ts' },
  ...['candidate', 'follower', 'unattached'].map((role) => ({
    source: `actors/controller/raft/${role}.ts`,
    test: 'tests/actors/controller/raft/quorum.test.ts',
  })),
  ...['controller', 'observers'].map((name) => ({
    source: `actors/controller/${name}.ts`,
    test: 'tests/actors/controller/failover.test.ts',
  })),
  ...[
    'broker-changes',
    'broker-heartbeat',
    'broker-sessions',
    'controller-view',
    'register-broker',
    'replica-failed',
  ].map((name) => ({
    source: `actors/controller/${name}.ts`,
    test: 'tests/actors/controller/fencing.test.ts',
  })),
  ...[
    'alter-topic-config',
    'create-partitions',
    'elect-leaders',
    'new-partition',
    'reassign-partitions',
  ].map((name) => ({
    source: `actors/controller/${name}.ts`,
    test: 'tests/actors/controller/elections-asked.test.ts',
  })),
  ...['broker/kept-replicas', 'connection/ask-controller', 'metadata/not-controller'].map(
    (name) => ({
      source: `actors/${name}.ts`,
      test: 'tests/actors/broker/broker-lifecycle.test.ts',
    }),
  ),
  ...[
    '37-create-partitions',
    '43-elect-leaders',
    '45-alter-partition-reassignments',
    '46-list-partition-reassignments',
  ].map((name) => ({
    source: `actors/connection/requests/${name}.ts`,
    test: 'tests/actors/connection/connection.test.ts',
  })),
  ...['answer-follower', 'append-answers', 'isr-answer', 'leader-role'].map((name) => ({
    source: `actors/partition/${name}.ts`,
    test: 'tests/actors/partition/waiting.test.ts',
  })),
  ...['check-produced', 'read-replica', 'replica-data'].map((name) => ({
    source: `actors/partition/${name}.ts`,
    test: 'tests/actors/partition/partition-replica.test.ts',
  })),
  { source: 'actors/partition/follower-role.ts', test: 'tests/replication/isr.test.ts' },
  { source: 'actors/partition/rules.ts', test: 'tests/replication/planted-bugs.test.ts' },
  ...['fetch-service', 'replica-fetch', 'replica-fetcher'].map((name) => ({
    source: `actors/broker/${name}.ts`,
    test: 'tests/replication/isr.test.ts',
  })),
  { source: 'cluster-config/boot.ts', test: 'tests/cluster/boots.test.ts' },
  { source: 'cluster/running-cluster.ts', test: 'tests/cluster/launch-cluster.test.ts' },
  { source: 'cluster/thread-entry.ts', test: 'tests/cluster/launch-cluster.test.ts' },
  { source: 'cluster/pool-entry.ts', test: 'tests/runtime/threads/pool.test.ts' },
  { source: 'cluster/thread-settings.ts', test: 'tests/cluster/launch-cluster.test.ts' },
  ...['gzip', 'lz4', 'lz4-length', 'snappy', 'snappy-length', 'zstd'].map((name) => ({
    source: `runtime/platform/${name}.ts`,
    test: 'tests/runtime/platform/compressors.test.ts',
  })),
  {
    source: 'runtime/threads/comlink-endpoint.ts',
    test: 'tests/runtime/threads/control-call.test.ts',
  },
  { source: 'runtime/threads/live-clock.ts', test: 'tests/runtime/threads/live-loop.test.ts' },
  ...['hosted-thread', 'thread-main', 'thread-protocol', 'utilisation'].map((name) => ({
    source: `runtime/threads/${name}.ts`,
    test: 'tests/runtime/threads/thread-host.test.ts',
  })),
  { source: 'runtime/threads/tail-cache.ts', test: 'tests/runtime/threads/file-disk.test.ts' },
  { source: 'runtime/threads/disk-queue.ts', test: 'tests/runtime/threads/file-disk.test.ts' },
  { source: 'runtime/threads/disk-error.ts', test: 'tests/runtime/threads/file-disk.test.ts' },
  { source: 'cluster/log-storage.ts', test: 'tests/cluster/launch-cluster.test.ts' },
  { source: 'log/checkpoint-text.ts', test: 'tests/log/offset-checkpoint.test.ts' },
  { source: 'log/entry-table.ts', test: 'tests/log/offset-index.test.ts' },
  { source: 'log/producer-snapshots.ts', test: 'tests/log/partition-log.test.ts' },
  { source: 'log/segment.ts', test: 'tests/log/partition-log.test.ts' },
  { source: 'log/segments.ts', test: 'tests/log/partition-log.test.ts' },
  { source: 'log/stored-batch.ts', test: 'tests/log/partition-log.test.ts' },
  { source: 'log/open-log.ts', test: 'tests/log/crash.test.ts' },
  ...['checked-read', 'scan', 'verify'].map((name) => ({
    source: `log/${name}.ts`,
    test: 'tests/log/bit-rot.test.ts',
  })),
  { source: 'actors/broker/log-keeper.ts', test: 'tests/actors/partition/replica-storage.test.ts' },
  { source: 'cli/log/', test: 'tests/cli/verbs/log.test.ts' },
  { source: 'cluster-config/broker/', test: 'tests/cluster-config/broker-settings.test.ts' },
  { source: 'control/app.ts', test: 'tests/control/server.test.ts' },
  { source: 'control/resources/', test: 'tests/control/server.test.ts' },
  { source: 'cli/common-flags.ts', test: 'tests/cli/run.test.ts' },
  { source: 'cli/text/help.ts', test: 'tests/cli/run.test.ts' },
  { source: 'cli/not-built-yet.ts', test: 'tests/cli/run.test.ts' },
  { source: 'cli/refuse-settings.ts', test: 'tests/cli/run.test.ts' },
  { source: 'cli/verb-table.ts', test: 'tests/cli/run.test.ts' },
  { source: 'cli/version.ts', test: 'tests/cli/run.test.ts' },
  { source: 'cli/config/config-schema.ts', test: 'tests/cli/config/config-file.test.ts' },
  { source: 'cli/kafka-client.ts', test: 'tests/cli/kafka/connect-kafka.test.ts' },
  { source: 'cli/kafka/address.ts', test: 'tests/cli/kafka/connection.test.ts' },
  { source: 'cli/kafka/client-system.ts', test: 'tests/cli/kafka/connect-kafka.test.ts' },
  { source: 'cli/kafka/topic-admin.ts', test: 'tests/cli/kafka/connect-kafka.test.ts' },
  { source: 'cli/verbs/', test: 'tests/cli/verbs/cluster.test.ts' },
]
