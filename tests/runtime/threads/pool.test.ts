/** The pool of a process runs what actors may not: a scan of a segment, in another thread. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { type Scanned, scanSegment } from '../../../log/scan.ts'
import { Pool } from '../../../runtime/threads/pool.ts'
import { assert, suite } from '../../harness.ts'
import { batchOf, crc32c } from '../../log/batches.ts'

const test = suite('pool')
const extension = extname(import.meta.url)
const entry = new URL(`../../../cluster/pool-entry${extension}`, import.meta.url)

test('a scan in the pool finds what a scan here finds, damage too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-pool-'))
  const pool = new Pool(entry)
  try {
    const parts: number[] = []
    for (let n = 0; n < 50; n++) {
      const batch = batchOf(2)
      batch.setBaseOffset(n * 2)
      parts.push(...batch.bytes)
    }
    const bytes = Uint8Array.from(parts)
    ;(bytes[3_000] as number) ^= 1
    const path = join(folder, 'segment')
    writeFileSync(path, bytes)
    const input = {
      sizeBytes: bytes.length,
      baseOffset: 0,
      epochs: [],
      epochsMayLag: true,
      mayHaveGaps: false,
    }
    const here = scanSegment((at, length) => bytes.subarray(at, at + length), input, crc32c)
    const there = (await pool.run({ name: 'segment', path, input })) as Scanned
    assert.equal(there, here)
    assert.is(there.faults.length, 1)
    const unknown = await pool
      .run({ name: 'x', path, input })
      .catch((error: Error) => error.message)
    assert.is(unknown, 'there is no computation x')
  } finally {
    await pool.close()
    rmSync(folder, { recursive: true })
  }
})

test('a pool that was never used has nothing to close', () => new Pool(entry).close())

test.run()
