/** The answer of a controller that is not the active one. */

export interface NotController {
  readonly notController: true
  /** The active controller as far as this one knows; -1 when it does not. */
  readonly leaderId: number
  readonly epoch: number
}

export function isNotController(answer: unknown): answer is NotController {
  return typeof answer === 'object' && answer !== null && 'notController' in answer
}
