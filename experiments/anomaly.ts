/** All that can be wrong with what clients and replicas saw; the names are for all reports. */

export const anomalies = [
  'lost',
  'duplicate',
  'reordered',
  'skipped',
  'rewound',
  'dirty',
  'aborted-read',
  'fractured',
  'phantom',
  'inconsistent',
  'diverged',
  'acausal',
  'double-owned',
  'unowned',
  'needless',
  'stuck',
] as const

export type Anomaly = (typeof anomalies)[number]

/** One case of an anomaly, in words that name the records or actors. */
export interface Finding {
  readonly anomaly: Anomaly
  readonly what: string
}
