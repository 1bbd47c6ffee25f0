/** `acks-none`: fire and forget never duplicates, and does lose. */
import { clusterExperiment } from '../cluster-experiment.ts'
import { crashBroker, crashLeader, resetConnections } from '../fault-plan.ts'

const brokers = 3
const producers = ['producer-1', 'producer-2']

export const acksNone = clusterExperiment({
  name: 'acks-none',
  claim: 'With acks=0 and no retries a record may be lost, but is never written twice.',
  cluster: {
    brokers,
    topic: { name: 'orders', replicas: [[1], [2], [3]] },
    distanceUs: 20_000,
  },
  workload: {
    ...{ producers: producers.length, sends: 250, everyMs: 40, recordsPerSend: 3 },
    ...{ acks: 0, retries: false, readers: 1, reassignEveryMs: null },
  },
  faults: [
    { times: [5, 8], atMs: [500, 9_500], strike: resetConnections(producers, brokers) },
    { times: [1, 2], atMs: [500, 9_500], strike: crashLeader('orders', 3) },
    { times: [1, 2], atMs: [500, 9_000], forMs: [100, 2_000], strike: crashBroker(brokers) },
  ],
  holds: {
    none: ['duplicate', 'phantom', 'inconsistent', 'dirty', 'stuck'],
    mustOccur: ['actorCrashes', 'systemDeaths'],
  },
  // What the guarantee leaves open must be seen to happen.
  contrast: { setting: 'acks=0 under resets and leader crashes', finds: 'lost', changes: {} },
})
