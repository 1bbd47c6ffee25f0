/** `crc-network`: a bit that turns over on the way to or from a broker is noticed, never stored. */
import { crcAgreesWithEverything } from '../blind-crc.ts'
import { clusterExperiment } from '../cluster-experiment.ts'
import { flipBits } from '../fault-plan.ts'

const brokers = 3
const clients = ['producer-1', 'producer-2', 'reader-1', 'reader-2']

export const crcNetwork = clusterExperiment({
  name: 'crc-network',
  claim: 'A flipped bit under the CRC of a batch is detected on the way in and on the way out.',
  cluster: {
    brokers,
    topic: { name: 'orders', replicas: [[1], [2], [3]] },
    distanceUs: 1_000,
  },
  workload: {
    ...{ producers: 2, sends: 200, everyMs: 50, recordsPerSend: 4, acks: 1, retries: true },
    ...{ readers: 2, reassignEveryMs: null },
  },
  faults: [
    {
      times: [5, 9],
      atMs: [200, 9_000],
      forMs: [500, 2_500],
      strike: flipBits(clients, brokers, 250_000),
    },
  ],
  holds: {
    none: ['phantom', 'lost', 'inconsistent', 'dirty', 'skipped', 'rewound', 'stuck'],
    mustOccur: ['bitFlips', 'crcRefusals', 'corruptReads'],
  },
  contrast: {
    setting: 'planted: brokers and clients find that every CRC is right',
    finds: 'phantom',
    changes: { planted: { codecs: crcAgreesWithEverything } },
  },
})
