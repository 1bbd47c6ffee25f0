/** `highwater log`: looks into the files of a log, and looks for damage in them. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { UserError } from '../../cluster-config/user-error.ts'
import { headedSize } from '../../log/stored-batch.ts'
import { verifySegment } from '../../log/verify.ts'
import { RecordBatch } from '../../protocol/record-batch.ts'
import { loadClientCodecs, loadCodecs } from '../../runtime/platform/codecs.ts'
import type { Codecs } from '../../runtime/ports/codecs.ts'
import { type CommonFlags, outputOf, verbCommand } from '../common-flags.ts'
import { type LogFile, logFileAt, readAtOf, segmentAround } from '../log/log-file.ts'
import { batchRow, indexRows, type Row, recordRows, snapshotRows } from '../log/log-text.ts'
import { refuseSettings } from '../refuse-settings.ts'
import type { Output } from '../text/output.ts'

interface DumpFlags extends CommonFlags {
  readonly records?: boolean
}
interface VerifyFlags extends CommonFlags {
  readonly compacted?: boolean
}

export function log(): Command {
  const command = verbCommand('log', 'Look into the files of a log, and for damage in them.', [
    'log dump data/broker-1/orders-0/00000000000000000000.log --records',
    'log dump data/broker-1/orders-0/00000000000000000000.timeindex',
    'log verify data/broker-1/orders-0/*.log',
  ])
  command.helpCommand(false)
  const dumped = command
    .command('dump <files...>')
    .description('print what is in files of segments')
    .option('--records', 'also the records of each batch')
  dumped.action(async () => {
    const flags = dumped.optsWithGlobals<DumpFlags>()
    refuseSettings('log dump', flags)
    await dump(dumped.args, flags, outputOf(flags))
  })
  const verified = command
    .command('verify <files...>')
    .description('check segments, their indexes and snapshots, byte by byte')
    .option('--compacted', 'the topic is compacted: offsets may have gaps')
  verified.action(async () => {
    const flags = verified.optsWithGlobals<VerifyFlags>()
    refuseSettings('log verify', flags)
    await verify(verified.args, flags, outputOf(flags))
  })
  return command
}

async function dump(paths: readonly string[], flags: DumpFlags, out: Output): Promise<void> {
  const codecs = flags.records === true ? await loadClientCodecs() : await loadCodecs()
  for (const path of paths) {
    const file = logFileAt(path)
    for (const row of rowsOf(file, codecs, flags.records === true)) {
      if (out.json) out.object({ file: path, ...row })
      else out.data(rowText(row))
    }
  }
}

function* rowsOf(file: LogFile, codecs: Codecs, records: boolean): Generator<Row, void> {
  const { path, kind, baseOffset } = file
  if (kind === 'log') yield* logRows(path, codecs, records)
  else if (kind === 'snapshot') {
    const rows = snapshotRows(new Uint8Array(readFileSync(path)), codecs)
    if (rows === null) throw new UserError(`${path} is damaged`, { exitCode: 1 })
    yield* rows
  } else yield* indexRows(kind, new Uint8Array(readFileSync(path)), baseOffset)
}

function* logRows(path: string, codecs: Codecs, records: boolean): Generator<Row, void> {
  const { read, sizeBytes, close } = readAtOf(path)
  try {
    for (let at = 0; at < sizeBytes; ) {
      const size = headedSize(read(at, 61), 0)
      if (size < 0 || at + size > sizeBytes) {
        yield { position: at, fault: 'no whole batch begins here; see log verify' }
        return
      }
      const batch = new RecordBatch(read(at, size))
      yield batchRow(batch, at, codecs)
      if (records) yield* recordRows(batch, codecs)
      at += size
    }
  } finally {
    close()
  }
}

async function verify(paths: readonly string[], flags: VerifyFlags, out: Output): Promise<void> {
  const { crc32c } = await loadCodecs()
  let damaged = 0
  const results: object[] = []
  for (const path of paths) {
    const { files, notes, close } = segmentAround(logFileAt(path), flags.compacted === true)
    const { problems, batches, records, endOffset } = verifySegment(files, crc32c)
    close()
    damaged += problems.length
    results.push({ path, batches, records, endOffset, notes, problems })
    if (out.json) continue
    for (const note of notes) out.note(`${path}: ${note}`)
    for (const { file, position, says } of problems) {
      out.data(`${path}: ${out.paint('red', 'damaged')}: .${file} at byte ${position}: ${says}`)
    }
    if (problems.length === 0) out.data(`${path}: good, ${batches} batches, ${records} records`)
  }
  if (out.json) out.object({ files: results })
  if (damaged > 0) {
    const what = damaged === 1 ? '1 problem' : `${damaged} problems`
    throw new UserError(`${what} found`, { exitCode: 1 })
  }
}

const rowText = (row: Row): string =>
  Object.entries(row)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
