/** The names of directories and files, as Kafka writes and reads them. */
import {
  deletedDirectory,
  logFile,
  parseDirectory,
  parseLogFile,
  partitionDirectory,
} from '../../log/names.ts'
import { assert, suite } from '../harness.ts'

const test = suite('log names')

test('a file is named by 20 digits of its base offset and its kind, and is read back', () => {
  assert.is(logFile('t-0', 368769, 'timeindex'), 't-0/00000000000000368769.timeindex')
  assert.equal(parseLogFile('00000000000000368769.timeindex'), {
    baseOffset: 368_769,
    kind: 'timeindex',
  })
  for (const name of ['1.log', '00000000000000000000.tmp', '99999999999999999999.log', 'x']) {
    assert.is(parseLogFile(name), null, name)
  }
})

test('a partition has a directory of its own, also when the topic looks like one', () => {
  assert.is(partitionDirectory('a-1', 2), 'a-1-2')
  assert.equal(parseDirectory('a-1-2'), { topic: 'a-1', partition: 2, deleted: false })
  assert.is(parseDirectory('lost+found'), null)
})

test('a deleted directory says so, and is never longer than a file system allows', () => {
  const id = '0123456789abcdef'.repeat(2)
  assert.is(deletedDirectory('t', 3, id), `t-3.${id}-delete`)
  assert.equal(parseDirectory(`t-3.${id}-delete`), { topic: 't', partition: 3, deleted: true })
  assert.is(deletedDirectory('x'.repeat(249), 3, id).length, 255)
})

test.run()
