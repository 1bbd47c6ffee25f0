/** A voter tells nobody what a loss of power could undo. */
import { Controller } from '../../../../actors/controller/controller.ts'
import type { FetchQuorum, QuorumFetched } from '../../../../actors/controller/raft/quorum-voter.ts'
import { controllerRules } from '../../../../actors/controller/rules.ts'
import { encodeMetadataBatch } from '../../../../actors/metadata/metadata-codec.ts'
import { brokerSettingsWith } from '../../../../cluster-config/broker-settings.ts'
import { MemoryDisk } from '../../../../runtime/memory-disk.ts'
import type { DiskDone } from '../../../../runtime/ports/disk.ts'
import { refTo } from '../../../../runtime/ref.ts'
import { assert, suite } from '../../../harness.ts'
import { flat, Workbench } from '../../../runtime/support/workbench.ts'
import { codecs } from '../../../support/simulated-kafka.ts'

const test = suite('quorum voter')
const path = 'root/voter'
const ended: DiskDone = { error: null }

/** Voter 101 of three; the others are elsewhere, and each fsync ends when the test says so. */
function voter() {
  const disk = new MemoryDisk()
  const syncs: (() => void)[] = []
  disk.sync = (_, done) => void syncs.push(() => done(ended))
  const options = {
    controllerId: 101,
    voters: [101, 102, 103],
    crc32c: codecs.crc32c,
    timeouts: { electionMs: 200, backoffMaxMs: 100, fetchMs: 1_000 },
    settings: brokerSettingsWith(new Map()),
    rules: controllerRules,
    features: [],
    refOf: (id: number) => refTo<Controller>('there', `controllers/${id}`),
    tellBroker: () => {},
  }
  const bench = new Workbench(flat([['voter', (ctx) => new Controller(ctx, options)]]), { disk })
  const sync = () => {
    for (let next = syncs.shift(); next !== undefined; next = syncs.shift()) {
      next()
      bench.settle()
    }
  }
  const fetches = () =>
    bench.posted
      .filter(({ type }) => type === 'fetchQuorum')
      .map(({ message }) => message as FetchQuorum)
  const answer = ({ replyTo }: FetchQuorum, message: QuorumFetched) => {
    const to = { system: 'here', path, incarnation: replyTo.incarnation, id: replyTo.askId }
    const from = { from: 'there/controllers/102', fromIncarnation: 1, type: '' }
    bench.system.receive({ kind: 'answer', ...to, ...from, message })
    bench.settle()
  }
  return { bench, sync, fetches, answer }
}

test('a vote is answered when it is on disk, not before', () => {
  const { bench, sync } = voter()
  const request = { candidateId: 102, epoch: 3, lastEpoch: 0, endOffset: 0, preVote: false }
  bench.ask(path, 'vote', request, 1)
  assert.equal(bench.answers, [])
  sync()
  assert.equal(bench.answers, [[1, { epoch: 3, leaderId: -1, granted: true }]])
})

test('a follower says that it holds what is on disk, not what it was given', () => {
  const { bench, sync, fetches, answer } = voter()
  bench.tell(path, 'leaderElected', { leaderId: 102, epoch: 1 })
  assert.equal(fetches(), [], 'its epoch is not on disk')
  sync()
  const [first] = fetches() as [FetchQuorum]
  assert.is(first.fetchOffset, 0)
  const place = { baseOffset: 0, epoch: 1, timestampMs: 0 }
  const batch = encodeMetadataBatch([{ kind: 'leaderChange', leaderId: 102 }], place, codecs.crc32c)
  const state = { leads: true, epoch: 1, leaderId: 102, highWatermark: 0, diverging: null }
  answer(first, { ...state, batches: [batch.bytes] })
  assert.is(fetches().length, 1)
  sync()
  assert.equal([fetches().length, fetches()[1]?.fetchOffset], [2, 1])
})

test('what was asked in an epoch that is over is not listened to', () => {
  const { bench, sync, fetches, answer } = voter()
  bench.tell(path, 'leaderElected', { leaderId: 102, epoch: 1 })
  sync()
  const [first] = fetches() as [FetchQuorum]
  bench.tell(path, 'leaderElected', { leaderId: 103, epoch: 2 })
  sync()
  const diverging = { epoch: 0, endOffset: 0 }
  const state = { leads: true, epoch: 1, leaderId: 102, highWatermark: 9, diverging }
  answer(first, { ...state, batches: [] })
  assert.equal(
    bench.eventsOf(path).filter((type) => type === 'crashed'),
    [],
  )
  assert.is(fetches().length, 2)
})

test.run()
