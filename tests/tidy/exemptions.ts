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
]
