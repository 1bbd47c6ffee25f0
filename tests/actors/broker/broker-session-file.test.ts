/** Whether a broker may say that it still has everything. */
import {
  previousEpoch,
  readLastSession,
  startSession,
} from '../../../actors/broker/broker-session-file.ts'
import { MemoryDisk } from '../../../runtime/memory-disk.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('broker session file')
const last = { brokerEpoch: 7, incarnationId: 'x', bootId: 'a' }

test('what a crash leaves is whole while the machine keeps its power, and only then', () => {
  assert.is(previousEpoch(last, 'a', null), 7)
  assert.is(previousEpoch(last, 'b', null), -1)
  assert.is(previousEpoch(null, 'a', null), -1)
})

test('without a name for the power-on every such stop counts as a loss of power', () => {
  assert.is(previousEpoch({ ...last, bootId: null }, null, null), -1)
  assert.is(previousEpoch(last, null, null), -1)
})

test('after a stop in order everything is there, whatever became of the power', () => {
  assert.is(previousEpoch(last, 'b', 7), 7)
  assert.is(previousEpoch(null, null, 7), 7)
})

test('a session is read as it was written', () => {
  const disk = new MemoryDisk()
  assert.is(readLastSession(disk), null)
  startSession(disk, { ...last, brokerEpoch: 3, bootId: null })
  startSession(disk, last)
  assert.equal(readLastSession(disk), last)
})

test('a file that is damaged says nothing', () => {
  for (const text of ['', '{', 'null', '{"brokerEpoch":"x"}', '[]']) {
    const disk = new MemoryDisk()
    disk.append('broker-session.json', new TextEncoder().encode(text))
    assert.is(readLastSession(disk), null, text)
  }
})

test.run()
