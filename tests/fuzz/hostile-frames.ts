/** Draws what a hostile client sends: spoiled requests, and streams that do not keep to frames. */
import { EncodeError } from '../../protocol/encode-error.ts'
import type { RandomStream } from '../../runtime/random.ts'
import { extremes } from './extremes.ts'
import { spoilBody } from './spoil-body.ts'
import { frameOf, type ValidRequest } from './valid-requests.ts'

export interface Attack {
  readonly kind: string
  /** A whole frame without its size; null when the stream itself is the attack. */
  readonly frame: Uint8Array | null
  /** What goes over the wire, in these pieces. */
  readonly chunks: readonly Uint8Array[]
}

type Spoiler = (request: ValidRequest, random: RandomStream) => Uint8Array

const spoilers: readonly (readonly [kind: string, weight: number, spoil: Spoiler])[] = [
  ['valid', 2, ({ frame }) => frame],
  ['random bytes', 2, (_, random) => randomBytes(random.below(300), random)],
  ['body', 8, spoiledBody],
  ['bits', 4, (request, random) => flipped(request.frame, random)],
  ['number', 6, (request, random) => overwritten(request.frame, random)],
  ['varint', 3, (request, random) => withVarintBomb(request.frame, random)],
  ['cut', 2, ({ frame }, random) => frame.slice(0, random.below(frame.length + 1))],
  ['longer', 1, ({ frame }, random) => joined(frame, randomBytes(random.below(50), random))],
  ['header', 2, (request, random) => otherApi(request.frame, random)],
  ['spliced', 2, (request, random) => spliced(request.frame, random)],
]
const weights = spoilers.reduce((sum, [, weight]) => sum + weight, 0)

export function drawAttack(requests: readonly ValidRequest[], random: RandomStream): Attack {
  if (random.chance(0.05)) return drawStream(requests, random)
  const request = requests[random.below(requests.length)] as ValidRequest
  let draw = random.below(weights)
  for (const [kind, weight, spoil] of spoilers) {
    draw -= weight
    if (draw >= 0) continue
    const frame = spoil(request, random)
    return { kind, frame, chunks: inPieces(withSize(frame), random) }
  }
  throw new Error('the weights are summed wrongly')
}

/** Sizes that lie, and frames that never end. */
function drawStream(requests: readonly ValidRequest[], random: RandomStream): Attack {
  const request = requests[random.below(requests.length)] as ValidRequest
  const size = new Uint8Array(4)
  const announced = extremes.pick(random) | 0
  new DataView(size.buffer).setInt32(0, announced)
  const chunks = inPieces(joined(size, request.frame), random)
  return { kind: 'announced size', frame: null, chunks }
}

export function withSize(frame: Uint8Array): Uint8Array {
  const size = new Uint8Array(4)
  new DataView(size.buffer).setInt32(0, frame.length)
  return joined(size, frame)
}

function inPieces(bytes: Uint8Array, random: RandomStream): Uint8Array[] {
  if (random.chance(0.6)) return [bytes]
  const pieces: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const end = random.chance(0.5) ? at + 1 + random.below(8) : at + 1 + random.below(bytes.length)
    pieces.push(bytes.subarray(at, end))
    at = end
    if (pieces.length === 20) pieces.push(bytes.subarray(at))
    if (pieces.length > 20) break
  }
  return pieces
}

function randomBytes(length: number, random: RandomStream): Uint8Array {
  return new Uint8Array(length).map(() => random.below(256))
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const whole = new Uint8Array(one.length + other.length)
  whole.set(one)
  whole.set(other, one.length)
  return whole
}

function spoiledBody({ apiKey, apiVersion, body, frame }: ValidRequest, random: RandomStream) {
  const own = structuredClone(body) as object
  for (let times = random.between(1, 3); times > 0; times--) spoilBody(own, random)
  try {
    return frameOf(apiKey, apiVersion, own as never)
  } catch (error) {
    // No client can write such a body: this one spoils the bytes instead.
    if (!(error instanceof EncodeError || error instanceof TypeError)) throw error
    return flipped(frame, random)
  }
}

function flipped(frame: Uint8Array, random: RandomStream): Uint8Array {
  const bytes = frame.slice()
  for (let times = random.between(1, 8); times > 0; times--) {
    const at = random.below(bytes.length)
    bytes[at] = (bytes[at] as number) ^ (1 << random.below(8))
  }
  return bytes
}

function overwritten(frame: Uint8Array, random: RandomStream): Uint8Array {
  const bytes = frame.slice()
  const view = new DataView(bytes.buffer)
  const value = extremes.pick(random)
  const size = [1, 2, 4, 8][random.below(4)] as number
  if (bytes.length < size) return bytes
  const at = random.below(bytes.length - size + 1)
  if (size === 1) view.setInt8(at, value | 0)
  if (size === 2) view.setInt16(at, value | 0)
  if (size === 4) view.setInt32(at, value | 0)
  if (size === 8) view.setBigInt64(at, BigInt(value))
  return bytes
}

/** Puts a large varint somewhere: the length of a compact list that claims a billion items. */
function withVarintBomb(frame: Uint8Array, random: RandomStream): Uint8Array {
  const bombs = [
    [0xff, 0xff, 0xff, 0xff, 0x0f],
    [0x81, 0x94, 0xeb, 0xdc, 0x03],
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    [0x80, 0x80, 0x04],
  ]
  const at = random.below(frame.length)
  const bomb = new Uint8Array(bombs[random.below(bombs.length)] as number[])
  const rest = frame.subarray(at + (random.chance(0.5) ? 1 : 0))
  return joined(joined(frame.subarray(0, at), bomb), rest)
}

function otherApi(frame: Uint8Array, random: RandomStream): Uint8Array {
  const bytes = frame.slice()
  const view = new DataView(bytes.buffer)
  if (random.chance(0.5)) view.setInt16(0, random.between(-2, 100))
  if (random.chance(0.7)) view.setInt16(2, random.between(-2, 20))
  return bytes
}

function spliced(frame: Uint8Array, random: RandomStream): Uint8Array {
  const from = random.below(frame.length)
  const to = from + random.below(frame.length - from)
  const part = frame.subarray(from, to)
  const at = random.below(frame.length)
  return random.chance(0.5)
    ? joined(frame.subarray(0, from), frame.subarray(to))
    : joined(joined(frame.subarray(0, at), part), frame.subarray(at))
}
