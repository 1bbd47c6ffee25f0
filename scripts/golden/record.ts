/** Records a broker's answers into tests/golden/recorded/: `record.ts PORT`, run by record.sh. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { loadCodecs } from '../../runtime/platform/codecs.ts'
import { untilReady } from './connection.ts'
import { Recorder, type Recording, recordAll } from './recordings.ts'
import { recordOdd } from './recordings-odd.ts'

const port = Number(process.argv[2])
const { crc32c } = await loadCodecs()
await untilReady(port)

const all = new Recorder(port)
await recordAll(all, crc32c)
write('versions.json', all.recordings)

const odd = new Recorder(port)
const topicIds = [await odd.topicId('recorded'), await odd.topicId('compacted')] as const
await recordOdd(odd, topicIds, crc32c)
write('odd.json', odd.recordings)

function write(name: string, recordings: Recording[]): void {
  const folder = join(process.cwd(), 'tests/golden/recorded')
  mkdirSync(folder, { recursive: true })
  const rows = recordings.map((recording) => JSON.stringify(recording))
  writeFileSync(join(folder, name), `[\n${rows.join(',\n')}\n]\n`)
  console.log(`${recordings.length} answers in ${name}`)
}
