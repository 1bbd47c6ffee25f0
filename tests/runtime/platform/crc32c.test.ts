/** CRC-32C: known values, and both implementations agree. */
import { loadCrc32c, portableCrc } from '../../../runtime/platform/crc32c.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('crc32c')
const ascii = (text: string) => new TextEncoder().encode(text)
const crc32c = await loadCrc32c()
const portable = await portableCrc()

test('the check value of CRC-32C comes out, unsigned', () => {
  assert.is(crc32c(ascii('123456789')), 0xe3069283)
  assert.is(portable(ascii('123456789')), 0xe3069283)
  assert.is(crc32c(new Uint8Array(32)), 0x8a9136aa)
  assert.is(crc32c(new Uint8Array(0)), 0)
})

test('start and end cut out what is summed', () => {
  const bytes = ascii('xx123456789yyy')
  assert.is(crc32c(bytes, 2, 11), 0xe3069283)
  assert.is(crc32c(bytes.subarray(2), 0, 9), 0xe3069283)
  assert.is.not(crc32c(bytes, 2), 0xe3069283)
})

test('the native and the portable form agree at every length', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 167 + 13) & 0xff)
  for (let length = 0; length <= bytes.length; length++) {
    const part = bytes.subarray(0, length)
    assert.is(portable(part), crc32c(part), `${length} bytes`)
  }
})

test.run()
