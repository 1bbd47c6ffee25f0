/** Numbers and texts at which programs break. */
import type { RandomStream } from '../../runtime/random.ts'

const numbers = [
  -1,
  0,
  1,
  2,
  127,
  -128,
  255,
  256,
  32_767,
  -32_768,
  65_535,
  65_536,
  1_000_000_000,
  2_147_483_647,
  -2_147_483_648,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
]

const texts = [
  '',
  '.',
  '..',
  'not/allowed',
  '__cluster_metadata',
  '__consumer_offsets',
  'attacked',
  'compacted',
  'constructor',
  '__proto__',
  '\u0000',
  '\ud800',
  '🦆',
  'x'.repeat(249),
  'x'.repeat(250),
  'x'.repeat(32_767),
]

export const extremes = {
  pick: (random: RandomStream): number => numbers[random.below(numbers.length)] as number,
  text: (random: RandomStream): string => texts[random.below(texts.length)] as string,
}
