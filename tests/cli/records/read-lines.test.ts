/** Lines of bytes. */
import { readLines } from '../../../cli/records/read-lines.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('read lines')

async function* parts(...texts: readonly (string | Uint8Array)[]) {
  yield* texts
}

async function linesOf(...texts: readonly (string | Uint8Array)[]): Promise<string[][]> {
  const all: string[][] = []
  for await (const lines of readLines(parts(...texts))) {
    all.push(lines.map((line) => Buffer.from(line).toString('latin1')))
  }
  return all
}

test('lines come as soon as they have wholly arrived', async () => {
  assert.equal(await linesOf('a\nb\n', 'c\n'), [['a', 'b'], ['c']])
})

test('a line in pieces is put together, over any number of pieces', async () => {
  assert.equal(await linesOf('a', 'b', 'c\nd', '\n'), [['abc'], ['d']])
})

test('a last line needs no line feed, and an empty line is a line', async () => {
  assert.equal(await linesOf('a\n\nb'), [['a', ''], ['b']])
  assert.equal(await linesOf(), [])
  assert.equal(await linesOf('\n'), [['']])
})

test('bytes that are no text pass unchanged', async () => {
  assert.equal(await linesOf(Uint8Array.of(0xff, 0x00, 10, 0x80)), [['\xff\0'], ['\x80']])
})

test.run()
