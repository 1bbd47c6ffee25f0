/** The checkers that judge every history of a cluster. */
import type { Checker } from './checker.ts'
import { dirty } from './dirty.ts'
import { duplicate } from './duplicate.ts'
import { inconsistent } from './inconsistent.ts'
import { lost } from './lost.ts'
import { phantom } from './phantom.ts'
import { positions } from './positions.ts'
import { reordered } from './reordered.ts'

export const allCheckers: readonly Checker[] = [
  lost,
  duplicate,
  reordered,
  positions,
  phantom,
  inconsistent,
  dirty,
]
