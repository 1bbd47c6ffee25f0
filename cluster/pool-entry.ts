/** The code of a pool thread: the computations over files that actors ask for, by their names. */
import { closeSync, openSync, readSync } from 'node:fs'
import { segmentScan } from '../log/scan.ts'
import { loadCodecs } from '../runtime/platform/codecs.ts'
import type { FileScan } from '../runtime/ports/disk.ts'
import type { PoolTask } from '../runtime/threads/pool.ts'

const { crc32c } = await loadCodecs()
const scans = new Map<string, FileScan<unknown, unknown>>(
  [segmentScan(crc32c)].map((scan) => [scan.name, scan as FileScan<unknown, unknown>]),
)

export default function run({ name, path, input }: PoolTask): unknown {
  const scan = scans.get(name)
  if (scan === undefined) throw new Error(`there is no computation ${name}`)
  const fd = openSync(path, 'r')
  try {
    return scan.run((position, length) => readAt(fd, position, length), input)
  } finally {
    closeSync(fd)
  }
}

function readAt(fd: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  while (at < length) {
    const count = readSync(fd, bytes, at, length - at, position + at)
    if (count === 0) break
    at += count
  }
  return bytes.subarray(0, at)
}
