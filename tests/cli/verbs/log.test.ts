/** The verbs about logs, on the files of a log that was written here. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PartitionLog } from '../../../log/partition-log.ts'
import { FileDisk } from '../../../runtime/threads/file-disk.ts'
import { assert, suite } from '../../harness.ts'
import { append, batchOf, logOptions } from '../../log/batches.ts'
import { runCli } from '../run-cli.ts'

const test = suite('log verbs')
const name = '0'.repeat(20)

async function withLog(use: (directory: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-log-'))
  try {
    const disk = new FileDisk(folder)
    const log = new PartitionLog(disk, 't-0', { ...logOptions, producers: () => [] })
    for (let n = 0; n < 9; n++) append(log, batchOf(2, 1_000 * n), 1)
    log.close()
    await disk.close()
    await use(join(folder, 't-0'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('dump shows every batch, its records when asked, and the entries of each other file', () =>
  withLog(async (directory) => {
    const dump = (kind: string, ...more: string[]) =>
      runCli(['log', 'dump', join(directory, `${kind}`), ...more])
    const plain = await dump(`${name}.log`)
    assert.is(plain.code, 0)
    const lines = plain.stdout.trimEnd().split('\n')
    assert.is(lines.length, 9)
    assert.match(lines[4] as string, 'baseOffset=8 lastOffset=9 count=2 leaderEpoch=1 ')
    assert.match(lines[4] as string, 'crc=good')
    const records = await dump(`${name}.log`, '--records', '--json')
    const rows = records.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.is(rows.length, 27)
    assert.is(rows[1].timestamp, 0)
    assert.match((await dump(`${name}.index`)).stdout, /^offset=\d+ position=\d+\n/)
    assert.match((await dump(`${name}.timeindex`)).stdout, /^timestamp=\d+ offset=\d+\n/)
    assert.is((await dump('00000000000000000018.snapshot')).code, 0)
  }))

test('verify says good of what was written, and where it is damaged otherwise', () =>
  withLog(async (directory) => {
    const file = join(directory, `${name}.log`)
    const good = await runCli(['log', 'verify', file])
    assert.is(good.code, 0)
    assert.match(good.stdout, 'good, 9 batches, 18 records')
    const bytes = readFileSync(file)
    bytes[400] = (bytes[400] as number) ^ 1
    writeFileSync(file, bytes)
    const damaged = await runCli(['log', 'verify', file])
    assert.is(damaged.code, 1)
    assert.match(damaged.stdout, /damaged: \.log at byte \d+: the CRC does not match/)
    const json = JSON.parse((await runCli(['log', 'verify', file, '--json'])).stdout)
    const { position } = json.files[0].problems[0]
    assert.ok(position <= 400 && position > 200, `${position}`)
  }))

test('what is no file of a segment, or is not there, is a clear error', () =>
  withLog(async (directory) => {
    const foreign = await runCli(['log', 'dump', join(directory, 'leader-epoch-checkpoint')])
    assert.is(foreign.code, 2)
    assert.match(foreign.stderr, 'is no file of a segment')
    const absent = await runCli(['log', 'verify', join(directory, `${'0'.repeat(19)}1.log`)])
    assert.is(absent.code, 1)
    assert.match(absent.stderr, 'there is no')
  }))

test.run()
