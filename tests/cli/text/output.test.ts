/** Where things are written, and in which colour. */
import { Output } from '../../../cli/text/output.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('output')
const terminal = { isTTY: true } as NodeJS.WriteStream
const pipe = { isTTY: false } as NodeJS.WriteStream

/** What `use` writes to standard error. */
function told(use: () => void): string {
  const { write } = process.stderr
  let text = ''
  process.stderr.write = (part: string | Uint8Array) => {
    text += part
    return true
  }
  try {
    use()
  } finally {
    process.stderr.write = write
  }
  return text
}

test('colours are for terminals, and for nobody who does not want them', () => {
  const before = process.env['NO_COLOR']
  delete process.env['NO_COLOR']
  assert.is(new Output({}).paint('red', 'x', terminal), '\x1b[31mx\x1b[0m')
  assert.is(new Output({}).paint('red', 'x', pipe), 'x')
  assert.is(new Output({ color: false }).paint('red', 'x', terminal), 'x')
  process.env['NO_COLOR'] = '1'
  assert.is(new Output({}).paint('red', 'x', terminal), 'x')
  if (before === undefined) delete process.env['NO_COLOR']
  else process.env['NO_COLOR'] = before
})

test('notes are silent with --quiet, details unless --verbose', () => {
  const all = ({ note, detail }: { note: () => void; detail: () => void }) =>
    told(note) + told(detail)
  const of = (out: Output) =>
    all({ note: () => out.note('note'), detail: () => out.detail('detail') })
  assert.is(of(new Output({})), 'note\n')
  assert.is(of(new Output({ quiet: true })), '')
  assert.is(of(new Output({ verbose: true })), 'note\ndetail\n')
})

test.run()
