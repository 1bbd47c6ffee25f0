/** Tests of what a CRC covers: found in any bytes around it, and nothing else. */
import { bytesUnderCrc } from '../../../experiments/simulated/bytes-under-crc.ts'
import { RecordBatch } from '../../../protocol/record-batch.ts'
import { concatBytes } from '../../../protocol/writer.ts'
import { assert, suite } from '../../harness.ts'
import { batchOf, codecs } from '../../support/simulated-kafka.ts'

const test = suite('bytes under a CRC')
const [one, two] = [batchOf('a', 'b'), batchOf('a longer value')]
const noise = Uint8Array.from({ length: 200 }, (_, i) => (i * 37) & 0xff)
const find = (...parts: Uint8Array[]) => bytesUnderCrc(concatBytes(parts), codecs.crc32c)

test('batches are found one behind the other and among other bytes', () => {
  assert.equal(find(one), [[21, one.length]])
  const second = 200 + one.length
  assert.equal(find(noise, one, two, noise), [
    [221, second],
    [second + 21, second + two.length],
  ])
  assert.equal(find(noise), [])
})

test('a flip in any byte of a range is a wrong CRC', () => {
  const [[from, to] = [0, 0]] = find(one)
  for (let at = from; at < to; at++) {
    const damaged = one.slice()
    ;(damaged[at] as number) ^= 1
    assert.not(new RecordBatch(damaged).hasValidCrc(codecs.crc32c), `byte ${at}`)
  }
})

test('a batch that is cut off, or damaged already, has no range', () => {
  assert.equal(find(one.subarray(0, one.length - 1)), [])
  const damaged = one.slice()
  ;(damaged[30] as number) ^= 1
  assert.equal(find(damaged), [])
})

test.run()
