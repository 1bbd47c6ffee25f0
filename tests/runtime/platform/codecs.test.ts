/** Which codecs are loaded for whom. */
import { loadClientCodecs, loadCodecs } from '../../../runtime/platform/codecs.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('codecs')

test('a broker gets checksums and hashes, and pays for no compressor', async () => {
  const { crc32c, xxh, compressors } = await loadCodecs()
  assert.is(crc32c(new TextEncoder().encode('123456789')), 0xe3069283)
  assert.is(xxh.h32(new Uint8Array(0)), 0x02cc5d05)
  assert.is(compressors.size, 0)
})

test('a client gets all four compressors of Kafka', async () => {
  const { compressors } = await loadClientCodecs()
  assert.equal([...compressors.keys()], ['gzip', 'snappy', 'lz4', 'zstd'])
})

test.run()
