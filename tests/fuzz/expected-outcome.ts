/** What Kafka does with a frame: answers it, closes the connection, or takes it without a word. */
import { decodeRequest } from '../../protocol/frames.ts'

export type Outcome = 'answered' | 'closed' | 'silent' | 'parked'

/** Every outcome that is right for a whole frame. */
export function rightOutcomes(frame: Uint8Array): readonly Outcome[] {
  const request = decodeRequest(frame)
  if (request.kind === 'malformed') return ['closed']
  if (request.kind === 'unsupported') return request.apiKey === 18 ? ['answered'] : ['closed']
  if (request.apiKey === 0 && request.body.acks === 0) return ['silent', 'closed']
  if (request.apiKey === 1 && request.body.maxWaitMs > 0) return ['answered', 'parked']
  return ['answered']
}
