/** What a leader may ask for: every refusal of AlterPartition, and the order they come in. */
import {
  validateAlterPartition,
  type WantedPartition,
} from '../../../actors/controller/alter-partition.ts'
import { controllerRules } from '../../../actors/controller/rules.ts'
import { ClusterImage } from '../../../actors/metadata/cluster-image.ts'
import type { PartitionState } from '../../../actors/metadata/partition-state.ts'
import type { ErrorName } from '../../../protocol/errors.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('alter partition')

const partition: PartitionState = {
  partition: 0,
  replicas: [1, 2, 3, 4, 5],
  addingReplicas: [],
  removingReplicas: [],
  isr: [1],
  eligibleLeaderReplicas: [],
  lastKnownElr: [],
  leader: 1,
  leaderEpoch: 4,
  partitionEpoch: 9,
  leaderRecoveryState: 'recovered',
}

/** Brokers 1 to 3 live, with epochs 0 to 2; 4 is fenced, 5 shuts down. */
function image(): ClusterImage {
  const made = new ClusterImage()
  for (let brokerId = 1; brokerId <= 5; brokerId++) {
    const at = { host: 'h', port: 1, rack: null, incarnationId: `${brokerId}` }
    made.replay({ kind: 'registerBroker', brokerId, ...at })
  }
  for (const brokerId of [1, 2, 3, 5]) {
    made.replay({ kind: 'unfenceBroker', brokerId, brokerEpoch: brokerId - 1 })
  }
  const leaving = { brokerId: 5, brokerEpoch: 4, inControlledShutdown: true }
  made.replay({ kind: 'brokerRegistrationChange', ...leaving })
  return made
}

const isr = (...ids: number[]) => ids.map((brokerId) => ({ brokerId, brokerEpoch: brokerId - 1 }))

const wanted = (changed: Partial<WantedPartition>): WantedPartition => ({
  topicId: 'id',
  partition: 0,
  leaderEpoch: 4,
  partitionEpoch: 9,
  newIsr: isr(1, 2),
  leaderRecoveryState: 'recovered',
  ...changed,
})

type Row = [
  claim: string,
  error: ErrorName,
  asked: Partial<WantedPartition>,
  from?: { brokerId?: number; state?: Partial<PartitionState> },
]

const rows: Row[] = [
  ['what is in order is granted', 'NONE', {}],
  ['a shrink to the leader alone is granted', 'NONE', { newIsr: isr(1) }],
  ['a leader epoch that this controller does not know', 'NOT_CONTROLLER', { leaderEpoch: 5 }],
  ['a partition epoch that it does not know', 'NOT_CONTROLLER', { partitionEpoch: 10 }],
  ['a leader epoch that is over', 'FENCED_LEADER_EPOCH', { leaderEpoch: 3, partitionEpoch: 8 }],
  ['a partition epoch that is over', 'INVALID_UPDATE_VERSION', { partitionEpoch: 8 }],
  ['a broker that does not lead', 'INVALID_REQUEST', {}, { brokerId: 2 }],
  ['an ISR without the leader', 'INVALID_REQUEST', { newIsr: isr(2, 3) }],
  ['an ISR with somebody who is no replica', 'INVALID_REQUEST', { newIsr: isr(1, 9) }],
  ['an ISR that names a broker twice', 'INVALID_REQUEST', { newIsr: isr(1, 2, 2) }],
  ['an empty ISR', 'INVALID_REQUEST', { newIsr: [] }],
  ['a fenced member', 'INELIGIBLE_REPLICA', { newIsr: isr(1, 4) }],
  ['a member that shuts down', 'INELIGIBLE_REPLICA', { newIsr: isr(1, 5) }],
  [
    'a member of another life',
    'INELIGIBLE_REPLICA',
    {
      newIsr: [
        { brokerId: 1, brokerEpoch: 0 },
        { brokerId: 2, brokerEpoch: 7 },
      ],
    },
  ],
  [
    'a recovered partition does not begin to recover',
    'INVALID_REQUEST',
    { leaderRecoveryState: 'recovering', newIsr: isr(1) },
  ],
  [
    'while it recovers the leader is alone in sync',
    'INVALID_REQUEST',
    { leaderRecoveryState: 'recovering' },
    { state: { leaderRecoveryState: 'recovering' } },
  ],
  ['it says when it has recovered', 'NONE', {}, { state: { leaderRecoveryState: 'recovering' } }],
]

for (const [claim, error, asked, { brokerId = 1, state = {} } = {}] of rows) {
  test(`${claim}: ${error}`, () => {
    const now = { ...partition, ...state }
    const found = validateAlterPartition(wanted(asked), brokerId, now, image(), controllerRules)
    assert.is(found, error)
  })
}

test.run()
