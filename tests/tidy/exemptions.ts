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
  ...['answer-follower', 'append-answers', 'leader-role'].map((name) => ({
    source: `actors/partition/${name}.ts`,
    test: 'tests/actors/partition/waiting.test.ts',
  })),
  ...['check-produced', 'read-replica', 'replica-data'].map((name) => ({
    source: `actors/partition/${name}.ts`,
    test: 'tests/actors/partition/partition-replica.test.ts',
  })),
  { source: 'actors/partition/follower-role.ts', test: 'tests/replication/isr.test.ts' },
  { source: 'actors/partition/rules.ts', test: 'tests/replication/planted-bugs.test.ts' },
  ...['fetch-service', 'replica-fetch', 'replica-fetcher', 'replica-keeper'].map((name) => ({
    source: `actors/broker/${name}.ts`,
    test: 'tests/replication/isr.test.ts',
  })),
  { source: 'actors/metadata/assignment-of.ts', test: 'tests/actors/partition/isr.test.ts' },
  { source: 'cluster-config/boot.ts', test: 'tests/cluster/boots.test.ts' },
  { source: 'cluster/running-cluster.ts', test: 'tests/cluster/launch-cluster.test.ts' },
  { source: 'cluster/thread-entry.ts', test: 'tests/cluster/launch-cluster.test.ts' },
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
