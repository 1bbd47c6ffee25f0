/** One thing that the control server answers: a method and a path below the token. */
import type { ControlTarget } from './target.ts'

export interface Resource {
  readonly method: 'GET' | 'POST'
  /** Begins with a slash. */
  readonly path: string
  /** What is sent back, as JSON. */
  answer(target: ControlTarget): Promise<object>
}
