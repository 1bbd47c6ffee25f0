/** Which of the oldest segments may go. Source: Kafka UnifiedLog.deleteOldSegments. */

export interface SegmentFacts {
  readonly sizeBytes: number
  /** -1 when its records have none. */
  readonly largestTimestamp: number
  /** Behind its last record. */
  readonly endOffset: number
}

export interface Retention {
  readonly nowMs: number
  /** `retention.ms`; -1 for ever. */
  readonly retentionMs: number
  /** `retention.bytes`; -1 for no limit. */
  readonly retentionBytes: number
  readonly logStartOffset: number
  /** Nothing above it goes. */
  readonly highWatermark: number
}

/** How many segments go, from the oldest on. */
export function expiredSegments(segments: readonly SegmentFacts[], rules: Retention): number {
  const { nowMs, retentionMs, retentionBytes, logStartOffset, highWatermark } = rules
  let over = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) - retentionBytes
  let count = 0
  for (const { sizeBytes, largestTimestamp, endOffset } of segments) {
    const passed = endOffset <= logStartOffset
    const old = retentionMs >= 0 && largestTimestamp < nowMs - retentionMs
    const large = retentionBytes >= 0 && over >= sizeBytes
    if (sizeBytes === 0 || endOffset > highWatermark || !(passed || old || large)) break
    over -= sizeBytes
    count++
  }
  return count
}
