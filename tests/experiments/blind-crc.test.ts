/** Tests of the planted CRC: batches that are made are right, and damaged ones pass. */
import { crcAgreesWithEverything } from '../../experiments/blind-crc.ts'
import { buildBatch } from '../../protocol/build-batch.ts'
import { RecordBatch } from '../../protocol/record-batch.ts'
import { loadCodecs } from '../../runtime/platform/codecs.ts'
import { assert, suite } from '../harness.ts'

const test = suite('blind CRC')
const codecs = await loadCodecs()
const blind = crcAgreesWithEverything(codecs)
const records = [{ timestamp: 1, key: null, value: new Uint8Array([1, 2, 3]) }]

test('a batch that is made with it has the right CRC', () => {
  assert.ok(new RecordBatch(buildBatch({ records }, blind.crc32c)).hasValidCrc(codecs.crc32c))
})

test('it finds a damaged batch right, which the real one refuses', () => {
  const bytes = buildBatch({ records }, codecs.crc32c)
  ;(bytes[bytes.length - 2] as number) ^= 4
  assert.not(new RecordBatch(bytes).hasValidCrc(codecs.crc32c))
  assert.ok(new RecordBatch(bytes).hasValidCrc(blind.crc32c))
})

test.run()
