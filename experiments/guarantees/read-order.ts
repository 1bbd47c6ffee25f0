/** `read-order`: a consumer reads a partition in the order of its log, whatever happens to it. */
import { clusterExperiment } from '../cluster-experiment.ts'
import { crashBroker, crashLeader, resetConnections } from '../fault-plan.ts'

const brokers = 3
const readers = ['reader-1', 'reader-2']

export const readOrder = clusterExperiment({
  name: 'read-order',
  claim: 'One consumer reads a partition in log order, also over new assignments and new leaders.',
  cluster: {
    brokers,
    topic: { name: 'orders', replicas: [[1], [2], [3]] },
    distanceUs: 10_000,
  },
  workload: {
    ...{ producers: 2, sends: 110, everyMs: 90, recordsPerSend: 25, acks: 1, retries: true },
    ...{ readers: readers.length, reassignEveryMs: 250 },
  },
  faults: [
    { times: [2, 4], atMs: [500, 9_500], strike: resetConnections(readers, brokers) },
    { times: [1, 3], atMs: [500, 9_500], strike: crashLeader('orders', 3) },
    { times: [1, 2], atMs: [500, 9_000], forMs: [100, 2_000], strike: crashBroker(brokers) },
  ],
  holds: {
    none: ['skipped', 'rewound', 'phantom', 'inconsistent', 'dirty', 'stuck'],
    mustOccur: ['reassignments', 'actorCrashes', 'systemDeaths'],
  },
  contrast: {
    setting: 'planted: an answer to a fetch is applied to the position of a later assignment',
    finds: 'skipped',
    changes: { planted: { consumer: { answersAssignment: () => true } } },
  },
})
