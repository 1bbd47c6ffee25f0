/** What a checker is: it reads a history once and names what is wrong with it. */
import type { Finding } from '../anomaly.ts'
import type { History } from '../history.ts'

/** Its time grows as the history does, and not faster. */
export type Checker = (history: History) => Finding[]
