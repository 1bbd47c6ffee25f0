/** A change of a partition, decided as a whole: a table of cases. */
import {
  type ChangeMeans,
  changePartition,
  type PartitionTarget,
} from '../../../actors/controller/change-partition.ts'
import { electLeader } from '../../../actors/controller/elect-leader.ts'
import type { PartitionState } from '../../../actors/metadata/partition-state.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('change partition')

const before: PartitionState = {
  partition: 0,
  replicas: [1, 2, 3],
  addingReplicas: [],
  removingReplicas: [],
  isr: [1, 2, 3],
  eligibleLeaderReplicas: [],
  lastKnownElr: [],
  leader: 1,
  leaderEpoch: 4,
  partitionEpoch: 9,
  leaderRecoveryState: 'recovered',
}

const means = (alive: number[], changed: Partial<ChangeMeans> = {}): ChangeMeans => ({
  elrEnabled: true,
  minIsr: 2,
  isActive: (id) => alive.includes(id),
  electLeader,
  ...changed,
})

/** What the change says, without its address; null for no change. */
function change(
  target: PartitionTarget,
  alive: number[],
  from: Partial<PartitionState> = {},
  changed: Partial<ChangeMeans> = {},
) {
  const record = changePartition('id', { ...before, ...from }, target, means(alive, changed))
  if (record === null) return null
  const { kind: _, topicId: __, partition: ___, ...rest } = record
  return rest
}

type Row = [claim: string, found: unknown, expected: unknown]

const rows: Row[] = [
  ['nothing asked for is no change', change({}, [1, 2, 3]), null],
  ['a smaller ISR keeps the epoch', change({ isr: [1, 2] }, [1, 2]), { isr: [1, 2] }],
  [
    'who leaves the ISR below its minimum stays eligible',
    change({ isr: [1] }, [1]),
    { isr: [1], eligibleLeaderReplicas: [2, 3] },
  ],
  [
    'with enough in sync nobody needs to be eligible',
    change({ isr: [1, 3] }, [1, 3], { isr: [1], eligibleLeaderReplicas: [2, 3] }),
    { isr: [1, 3], eligibleLeaderReplicas: [] },
  ],
  [
    'a leader that goes is followed in a new epoch',
    change({ isr: [2, 3] }, [2, 3]),
    { leader: 2, isr: [2, 3] },
  ],
  [
    'the last in sync stays eligible, and is known as the last leader',
    change({ isr: [] }, [], { isr: [1], eligibleLeaderReplicas: [] }, { minIsr: 1 }),
    { leader: -1, isr: [], eligibleLeaderReplicas: [1], lastKnownElr: [1] },
  ],
  [
    'without the feature the last in sync stays in sync',
    change({ isr: [] }, [], { isr: [1] }, { elrEnabled: false }),
    { leader: -1 },
  ],
  [
    'an eligible one that comes back leads, alone in sync',
    change({}, [2], {
      leader: -1,
      isr: [],
      eligibleLeaderReplicas: [1, 2],
      lastKnownElr: [1],
    }),
    { leader: 2, isr: [2], eligibleLeaderReplicas: [1], lastKnownElr: [] },
  ],
  [
    'whose data may be incomplete is not eligible',
    change({ isr: [], uncleanBrokers: [1] }, [], { isr: [1], eligibleLeaderReplicas: [2] }),
    { leader: -1, isr: [], lastKnownElr: [1] },
  ],
  [
    'the last known leader is elected uncleanly, and that is said',
    change({}, [1], { leader: -1, isr: [], lastKnownElr: [1] }),
    { leader: 1, isr: [1], lastKnownElr: [], leaderRecoveryState: 'recovering' },
  ],
  [
    'an unclean election has an ISR of one',
    change({ election: 'unclean' }, [3], { leader: -1, isr: [1] }),
    { leader: 3, isr: [3], leaderRecoveryState: 'recovering' },
  ],
  [
    'a fallen leader makes room for another in sync',
    change({ fallenLeader: 1 }, [1, 2, 3]),
    { leader: 2 },
  ],
  [
    'a fallen leader that is alone leads in a new epoch',
    change({ fallenLeader: 1 }, [1], { isr: [1], eligibleLeaderReplicas: [2, 3] }),
    { leader: 1 },
  ],
  [
    'a reassignment waits until those that come are in sync',
    change(
      { replicas: [4, 2, 3, 1], addingReplicas: [4], removingReplicas: [1], isr: [1, 2, 3] },
      [1, 2, 3, 4],
    ),
    { replicas: [4, 2, 3, 1], addingReplicas: [4], removingReplicas: [1] },
  ],
  [
    'a reassignment is over when they are; the leader that goes is followed',
    change({ isr: [1, 2, 3, 4] }, [1, 2, 3, 4], {
      replicas: [4, 2, 3, 1],
      addingReplicas: [4],
      removingReplicas: [1],
    }),
    {
      leader: 4,
      isr: [2, 3, 4],
      replicas: [4, 2, 3],
      addingReplicas: [],
      removingReplicas: [],
    },
  ],
  [
    'fewer replicas begin a new epoch, also under the same leader',
    change({ replicas: [1, 2], isr: [1, 2] }, [1, 2, 3]),
    { leader: 1, isr: [1, 2], replicas: [1, 2] },
  ],
]

for (const [claim, found, expected] of rows) {
  test(claim, () => assert.equal(found, expected))
}

test.run()
