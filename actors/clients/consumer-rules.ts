/**
 * The rule table of consumers: what an experiment may replace to show what a mistake would do.
 */

/** A fetch that was sent under an earlier assignment tells nothing about this one. */
export function answersAssignment(askedUnder: number, generation: number): boolean {
  return askedUnder === generation
}

export const consumerRules = { answersAssignment }
export type ConsumerRules = typeof consumerRules
