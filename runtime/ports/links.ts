/** The link port: carries envelopes to the other actor systems, at most once and perhaps late. */
import type { Envelope } from '../envelope.ts'

export interface LinkPort {
  /**
   * Hands over all that a tick sends to `system`. An unknown or dead system: `unreachable` is
   * answered.
   */
  post(system: string, envelopes: readonly Envelope[]): void
}
