/** What travels between actors: one flat shape for messages, answers, watches and deaths. */

/**
 * - `tell`    a message: `type` names a public method of the receiver
 * - `timer`   the same, sent by the receiver's own timer
 * - `input`   the same, sent by a port (socket, disk)
 * - `done`    the end of disk operation `id` of the receiver; `message` is its outcome
 * - `answer`  the answer to ask `id` of the receiver
 * - `watch`, `unwatch`   watch number `id` of the sender on the receiver
 * - `down`    the end of watch `id`; `message` is the reason
 */
export type EnvelopeKind =
  | 'tell'
  | 'timer'
  | 'input'
  | 'done'
  | 'answer'
  | 'watch'
  | 'unwatch'
  | 'down'

/**
 * One message on its way. Plain data only, so that it can cross threads and be hashed:
 * `message` is null, boolean, safe number, string, plain object, array, Map or Uint8Array.
 */
export interface Envelope {
  readonly kind: EnvelopeKind
  readonly system: string
  readonly path: string
  /** The receiver's incarnation it is meant for; 0 = whichever lives. */
  readonly incarnation: number
  /** Address of the sender, or of the port that it came from. */
  readonly from: string
  readonly fromIncarnation: number
  readonly type: string
  readonly id: number
  readonly message: unknown
}

/** Where an envelope goes: `incarnation` 0 means whichever lives there. */
export interface Destination {
  readonly system: string
  readonly path: string
  readonly incarnation: number
}

/** Who sends: an address and an incarnation (0 for what does not live). */
export interface Sent {
  readonly from: string
  readonly fromIncarnation: number
}

export function envelope(
  kind: EnvelopeKind,
  to: Destination,
  type: string,
  id: number,
  sent: Sent,
  message: unknown,
): Envelope {
  const { system, path, incarnation } = to
  const { from, fromIncarnation } = sent
  return { kind, system, path, incarnation, from, fromIncarnation, type, id, message }
}
