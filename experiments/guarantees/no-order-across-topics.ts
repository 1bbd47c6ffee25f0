/** `no-order-across-topics`: each partition is in order, and the partitions together are not. */
import { reorderedOverPartitions } from '../checkers/reordered.ts'
import { clusterExperiment } from '../cluster-experiment.ts'
import { resetConnections, slowBroker } from '../fault-plan.ts'

const brokers = 3
const producers = ['producer-1', 'producer-2']

export const noOrderAcrossTopics = clusterExperiment({
  name: 'no-order-across-topics',
  claim: 'Records are in order within a partition; over partitions no order is promised.',
  cluster: {
    brokers,
    topic: { name: 'orders', replicas: [[1], [2]] },
    distanceUs: 10_000,
  },
  workload: {
    ...{ producers: producers.length, sends: 200, everyMs: 50, recordsPerSend: 3 },
    ...{ acks: 1, retries: true, readers: 1, reassignEveryMs: null },
  },
  faults: [
    { times: [2, 3], atMs: [500, 8_500], forMs: [500, 2_000], strike: slowBroker(2, 60_000) },
    { times: [6, 10], atMs: [500, 9_500], strike: resetConnections(producers, 2) },
  ],
  holds: {
    none: ['reordered', 'lost', 'skipped', 'rewound', 'phantom', 'inconsistent', 'dirty', 'stuck'],
    mustOccur: ['retries'],
  },
  contrast: {
    setting: 'two partitions, one with a slow leader, judged as if they were one',
    finds: 'reordered',
    changes: { checkers: [reorderedOverPartitions] },
  },
})
