/** The file that a voter keeps its epoch and vote in. */
import {
  firstState,
  formatState,
  parseState,
  QuorumStateFile,
} from '../../../../actors/controller/raft/quorum-state.ts'
import { SimulatedDisk } from '../../../../runtime/simulator/disk.ts'
import { assert, suite } from '../../../harness.ts'

const test = suite('quorum state')

/** A disk whose operations end when the test says so. */
function diskAndQueue() {
  const queue: (() => void)[] = []
  const disk = new SimulatedDisk({
    seed: 1,
    system: 'x',
    operated: () => {},
    later: (_, action) => void queue.push(action),
    deliver: (action) => action(),
  })
  const run = () => {
    disk.flush()
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      next()
      disk.flush()
    }
  }
  return { disk, queue, run }
}

test('without a file nothing has ever happened', () => {
  const { disk } = diskAndQueue()
  assert.equal(new QuorumStateFile(disk, 'c', [1]).load(), firstState)
})

test('what is written in Kafka’s form is read again', () => {
  const state = { epoch: 7, votedId: 2, leaderId: -1 }
  assert.equal(parseState(formatState(state, [1, 2, 3])), state)
  assert.equal(JSON.parse(formatState(state, [1, 2])).currentVoters, [
    { voterId: 1 },
    { voterId: 2 },
  ])
})

test('a state is told as kept only when a loss of power cannot undo it', () => {
  const { disk, run } = diskAndQueue()
  const file = new QuorumStateFile(disk, 'c', [1])
  const kept: number[] = []
  file.write({ epoch: 1, votedId: 1, leaderId: -1 }, () => kept.push(1))
  file.write({ epoch: 2, votedId: 1, leaderId: -1 }, () => kept.push(2))
  assert.equal(kept, [])
  run()
  assert.equal(kept, [1, 2])
  disk.processDied()
  disk.powerLost()
  assert.is(new QuorumStateFile(disk, 'c', [1]).load().epoch, 2)
})

test('a loss of power at any moment leaves the old state or the new', () => {
  for (let steps = 0; steps < 4; steps++) {
    const { disk, queue, run } = diskAndQueue()
    const file = new QuorumStateFile(disk, 'c', [1])
    file.write({ epoch: 1, votedId: 1, leaderId: -1 }, () => {})
    run()
    file.write({ epoch: 2, votedId: 3, leaderId: -1 }, () => {})
    disk.flush()
    for (let n = 0; n < steps; n++) queue.shift()?.()
    disk.processDied()
    disk.powerLost()
    const { epoch, votedId } = new QuorumStateFile(disk, 'c', [1]).load()
    assert.ok((epoch === 1 && votedId === 1) || (epoch === 2 && votedId === 3))
  }
})

test('a damaged file is an error, never a vote that is forgotten', () => {
  assert.throws(() => parseState('{"leaderEpoch":1}'), /damaged/)
  assert.throws(() => parseState('{"leader'))
})

test.run()
