/** What the tidy checks let pass, each row with its reason. An idle row is a failure. */
import type { Allowed } from './determinism.ts'
import type { TestedThrough } from './mirror.ts'

/** Plain objects that deterministic code walks on purpose. */
export const objectWalks: Allowed[] = [
  {
    path: 'protocol/schema.ts',
    because: 'the order in which a schema literal names its fields is their order on the wire',
  },
]

/** Small files that another file's test covers. */
export const testedThrough: TestedThrough[] = []
