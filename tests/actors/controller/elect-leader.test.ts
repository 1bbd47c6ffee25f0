/** Who leads: a table of cases. */
import { type Candidacy, electLeader } from '../../../actors/controller/elect-leader.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('elect leader')

const of = (changed: Partial<Candidacy> & { alive?: number[] }): Candidacy => {
  const { alive = [1, 2, 3], ...rest } = changed
  return {
    election: 'clean',
    replicas: [1, 2, 3],
    leader: 1,
    isr: [1, 2, 3],
    eligibleLeaderReplicas: [],
    lastKnownElr: [],
    elrEnabled: true,
    isActive: (id) => alive.includes(id),
    ...rest,
  }
}

type Row = [claim: string, candidacy: Candidacy, leader: number, unclean: boolean]

const rows: Row[] = [
  ['a leader that may lead stays', of({ leader: 2 }), 2, false],
  ['the first in the order of assignment follows', of({ alive: [3, 2] }), 2, false],
  ['who is not in sync does not follow', of({ alive: [2, 3], isr: [1, 3] }), 3, false],
  ['nobody follows when no one in sync lives', of({ alive: [2], isr: [1, 3] }), -1, false],
  [
    'a preferred election puts the first assigned in office',
    of({ leader: 3, election: 'preferred' }),
    1,
    false,
  ],
  [
    'a preferred election leaves the leader when the first assigned may not',
    of({ leader: 3, election: 'preferred', isr: [2, 3] }),
    3,
    false,
  ],
  [
    'an eligible replica leads when nobody is in sync',
    of({ leader: -1, isr: [], eligibleLeaderReplicas: [3] }),
    3,
    false,
  ],
  [
    'an eligible replica does not lead while somebody is in sync, though dead',
    of({ leader: -1, alive: [3], isr: [1], eligibleLeaderReplicas: [3] }),
    -1,
    false,
  ],
  [
    'without the feature nobody is eligible',
    of({ leader: -1, isr: [], eligibleLeaderReplicas: [3], elrEnabled: false }),
    -1,
    false,
  ],
  [
    'the last known leader leads, uncleanly, when nobody is in sync or eligible',
    of({ leader: -1, isr: [], lastKnownElr: [2] }),
    2,
    true,
  ],
  [
    'the last known leader waits while somebody is eligible',
    of({ leader: -1, alive: [2], isr: [], eligibleLeaderReplicas: [3], lastKnownElr: [2] }),
    -1,
    false,
  ],
  [
    'an unclean election takes anybody who lives',
    of({ leader: -1, alive: [3], isr: [1], election: 'unclean' }),
    3,
    true,
  ],
  [
    'an unclean election is clean when it can be',
    of({ leader: 1, alive: [2, 3], isr: [1, 3], election: 'unclean' }),
    3,
    false,
  ],
  ['nobody alive is nobody', of({ alive: [], election: 'unclean' }), -1, false],
  [
    'a leader that is no replica any more does not stay',
    of({ leader: 4, alive: [2, 4], isr: [2, 4] }),
    2,
    false,
  ],
]

for (const [claim, candidacy, leader, unclean] of rows) {
  test(claim, () => assert.equal(electLeader(candidacy), { leader, unclean }))
}

test.run()
