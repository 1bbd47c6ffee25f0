/** Whether a client's batch may be written to a topic: the topic's settings made into rules. */
import type { TopicSettings } from '../../cluster-config/topic-settings.ts'
import type { Stamp } from '../../log/partition-log.ts'
import { type Accepted, checkBatch, type Refused } from '../../protocol/check-batch.ts'
import type { Crc32c } from '../../runtime/ports/codecs.ts'

export interface Produced {
  readonly records: Uint8Array
  /** The version of the Produce request. */
  readonly apiVersion: number
}

const stampsAppendTime = (settings: TopicSettings): boolean =>
  settings['message.timestamp.type'] === 'LogAppendTime'

/** What the client is told of the time of its records: -1 unless the broker gave it to them. */
export const appendTimeOf = (settings: TopicSettings, timestampMs: number): number =>
  stampsAppendTime(settings) ? timestampMs : -1

/** What the stored batch says of time. What a client claims as the largest is not trusted. */
export function stampOf(settings: TopicSettings, maxTimestamp: number, nowMs: number): Stamp {
  if (stampsAppendTime(settings)) return { type: 'LogAppendTime', maxTimestamp: nowMs }
  return { type: 'CreateTime', maxTimestamp }
}

export function checkProduced(
  { records, apiVersion }: Produced,
  settings: TopicSettings,
  crc32c: Crc32c,
  nowMs: number,
): Accepted | Refused {
  const checked = checkBatch(records, {
    crc32c,
    apiVersion,
    bytesMax: settings['max.message.bytes'],
    keyed: settings['cleanup.policy'].includes('compact'),
    ...timestampBounds(settings, nowMs),
  })
  if (checked.error !== 'NONE' || !checked.batch.isTransactional) return checked
  return { error: 'INVALID_TXN_STATE', message: 'No transaction is open on this partition.' }
}

function timestampBounds(settings: TopicSettings, nowMs: number) {
  if (stampsAppendTime(settings)) return {}
  return {
    timestampMinMs: nowMs - settings['message.timestamp.before.max.ms'],
    timestampMaxMs: nowMs + settings['message.timestamp.after.max.ms'],
  }
}
