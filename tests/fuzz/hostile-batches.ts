/**
 * Record batches that lie: about their counts, lengths and bits, with a CRC that says all is well.
 */
import { RecordBatch } from '../../protocol/record-batch.ts'
import type { RandomStream } from '../../runtime/random.ts'
import { batchWith, codecs } from '../support/simulated-kafka.ts'
import { extremes } from './extremes.ts'

const crcAt = 17
const crcFrom = 21
/** Where fields of a batch's header begin, and their size in bytes. */
const fields: readonly (readonly [at: number, bytes: number])[] = [
  [0, 8],
  [8, 4],
  [12, 4],
  [16, 1],
  [21, 2],
  [23, 4],
  [27, 8],
  [35, 8],
  [43, 8],
  [51, 2],
  [53, 4],
  [57, 4],
]

export function hostileBatch(random: RandomStream): Uint8Array {
  const values = Array.from({ length: random.between(1, 4) }, (_, i) => `v${i}`)
  const key = random.chance(0.2) ? null : 'key'
  const timestamp = random.chance(0.2) ? extremes.pick(random) : 1_000_000
  const bytes = withoutFault(() => batchWith({ key, timestamp }, ...values)) ?? batchWith({}, 'v')
  for (let times = random.between(1, 3); times > 0; times--) spoil(bytes, random)
  if (random.chance(0.9)) repairCrc(bytes)
  return random.chance(0.05) ? new Uint8Array([...bytes, ...bytes]) : cut(bytes, random)
}

function spoil(bytes: Uint8Array, random: RandomStream): void {
  if (random.chance(0.4)) {
    const at = random.between(61, bytes.length - 1)
    bytes[at] = random.chance(0.5) ? random.below(256) : 0xff
    return
  }
  const [at, size] = fields[random.below(fields.length)] as readonly [number, number]
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  if (random.chance(0.5)) view.setUint8(at + size - 1, random.below(256))
  else if (size === 8) view.setBigInt64(at, BigInt.asIntN(64, BigInt(extremes.pick(random))))
  else if (size === 4) view.setInt32(at, extremes.pick(random) | 0)
  else view.setUint8(at, random.below(256))
}

function repairCrc(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  if (bytes.length > crcFrom) view.setUint32(crcAt, codecs.crc32c(bytes, crcFrom))
}

const cut = (bytes: Uint8Array, random: RandomStream): Uint8Array =>
  random.chance(0.05) ? bytes.slice(0, random.below(bytes.length)) : bytes

function withoutFault(make: () => Uint8Array): Uint8Array | null {
  try {
    const bytes = make()
    return new RecordBatch(bytes).sizeBytes > 0 ? bytes : null
  } catch {
    return null
  }
}
