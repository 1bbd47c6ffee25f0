/** One replica: what it takes, what it gives, and what it keeps over a crash. */
import { decodeRecords } from '../../../protocol/record.ts'
import { RecordBatch } from '../../../protocol/record-batch.ts'
import { assert, suite } from '../../harness.ts'
import { batchesOf, recordsOf, valuesOf } from '../../support/batches.ts'
import { ReplicaBench } from '../../support/replica-bench.ts'
import { batchOf, batchWith, codecs } from '../../support/simulated-kafka.ts'

const test = suite('partition replica')
/** The wall clock of the workbench at its start. */
const nowMs = 1_000_000

test('appends are acknowledged with the offset of their first record, and can be read', () => {
  const replica = new ReplicaBench()
  const first = replica.append(batchOf('a', 'b'))
  assert.equal(first, {
    error: 'NONE',
    errorMessage: null,
    recordIndex: -1,
    baseOffset: 0,
    logAppendTimeMs: -1,
    logStartOffset: 0,
  })
  assert.is(replica.append(batchOf('c')).baseOffset, 2)
  const { error, highWatermark, logStartOffset, records, sizeBytes } = replica.read({})
  assert.equal([error, highWatermark, logStartOffset], ['NONE', 3, 0])
  assert.equal(valuesOf(records), ['a', 'b', 'c'])
  assert.is(sizeBytes, batchOf('a', 'b').length + batchOf('c').length)
})

const refusals: readonly (readonly [says: string, records: Uint8Array, error: string])[] = [
  ['no records', new Uint8Array(0), 'INVALID_RECORD'],
  ['half a batch', batchOf('a').slice(0, 40), 'INVALID_RECORD'],
  ['two batches', new Uint8Array([...batchOf('a'), ...batchOf('b')]), 'INVALID_RECORD'],
  ['a wrong CRC', withByte(batchOf('a'), 70, 1), 'CORRUPT_MESSAGE'],
  ['an old magic', withByte(batchOf('a'), 16, 3), 'INVALID_RECORD'],
  ['a control batch', batchWith({ control: true }, 'a'), 'INVALID_RECORD'],
  ['a timestamp in the far future', batchWith({ timestamp: 9e12 }, 'a'), 'INVALID_TIMESTAMP'],
  ['a transactional batch', batchWith(ofProducer(true), 'a'), 'INVALID_TXN_STATE'],
  ['a batch beyond max.message.bytes', batchOf('x'.repeat(1_100_000)), 'MESSAGE_TOO_LARGE'],
]

function withByte(bytes: Uint8Array, at: number, change: number): Uint8Array {
  bytes[at] = (bytes[at] as number) ^ change
  return bytes
}

function ofProducer(transactional: boolean) {
  return { transactional, producerId: 1, producerEpoch: 0, baseSequence: 0 }
}

for (const [says, records, error] of refusals) {
  test(`${says}: refused with ${error}, and nothing is appended`, () => {
    const replica = new ReplicaBench()
    const appended = replica.append(records)
    assert.is(appended.error, error)
    assert.equal([appended.baseOffset, appended.logStartOffset], [-1, 0])
    assert.is(typeof appended.errorMessage, 'string')
    assert.is(replica.listOffset(-1).offset, 0)
  })
}

test('the record at fault is named', () => {
  const keyed = new ReplicaBench({ 'cleanup.policy': 'compact' })
  const late = { timestamp: nowMs + 3_600_000, key: null, value: null }
  const records = [{ ...late, timestamp: nowMs }, late, { ...late, timestamp: nowMs + 3_600_001 }]
  assert.is(new ReplicaBench().append(batchWith({ records })).recordIndex, 2)
  assert.is(keyed.append(batchWith({ key: null }, 'a')).recordIndex, 0)
})

test('a compacted topic takes no record without a key', () => {
  const replica = new ReplicaBench({ 'cleanup.policy': 'compact,delete' })
  assert.is(replica.append(batchWith({ key: null }, 'a')).error, 'INVALID_RECORD')
  assert.is(replica.append(batchOf('a')).error, 'NONE')
})

test('max.message.bytes of the topic counts the whole batch, its header included', () => {
  const size = batchOf('abc').length
  const just = new ReplicaBench({ 'max.message.bytes': `${size}` })
  assert.is(just.append(batchOf('abc')).error, 'NONE')
  const less = new ReplicaBench({ 'max.message.bytes': `${size - 1}` })
  assert.is(less.append(batchOf('abc')).error, 'MESSAGE_TOO_LARGE')
})

test('timestamps are taken up to the bounds of the topic and not beyond', () => {
  const replica = new ReplicaBench({
    'message.timestamp.before.max.ms': '1000',
    'message.timestamp.after.max.ms': '500',
  })
  const errorAt = (timestamp: number) => replica.append(batchWith({ timestamp }, 'a')).error
  assert.is(errorAt(nowMs - 1_000), 'NONE')
  assert.is(errorAt(nowMs - 1_001), 'INVALID_TIMESTAMP')
  assert.is(errorAt(nowMs + 500), 'NONE')
  assert.is(errorAt(nowMs + 501), 'INVALID_TIMESTAMP')
  assert.is(errorAt(-1), 'NONE', 'a record need not have one')
})

test('LogAppendTime: the stored batch has the bit, the time of the broker and a good CRC', () => {
  const replica = new ReplicaBench({ 'message.timestamp.type': 'LogAppendTime' })
  replica.bench.nowMs = 250
  const appended = replica.append(batchWith({ timestamp: 9e12 }, 'a', 'b'))
  assert.equal([appended.error, appended.logAppendTimeMs], ['NONE', nowMs + 250])
  const { records } = replica.read({})
  const [batch] = batchesOf(records)
  assert.is(batch?.timestampType, 'LogAppendTime')
  assert.is(batch?.maxTimestamp, nowMs + 250)
  assert.ok(batch?.hasValidCrc(codecs.crc32c))
  assert.equal(
    recordsOf(records).map(({ timestamp }) => timestamp),
    [nowMs + 250, nowMs + 250],
  )
  assert.equal(replica.listOffset(nowMs + 250).offset, 0)
})

test('a false largest timestamp in the header of a batch is set right, so times are found', () => {
  const replica = new ReplicaBench()
  const lying = new RecordBatch(batchWith({ timestamp: 100 }, 'a', 'b'))
  lying.setMaxTimestamp('CreateTime', 5, codecs.crc32c)
  assert.is(replica.append(lying.bytes).error, 'NONE')
  assert.is(replica.listOffset(101).offset, 1)
  const [stored] = batchesOf(replica.read({}).records)
  assert.is(stored?.maxTimestamp, 101)
  assert.equal(decodeRecords(stored!).length, 2)
})

test('an offset outside of the log is out of range; its end is not', () => {
  const replica = new ReplicaBench()
  replica.append(batchOf('a', 'b'))
  const unknown = { highWatermark: -1, logStartOffset: -1, diverging: null }
  const nothing = { ...unknown, records: [], sizeBytes: 0 }
  for (const fetchOffset of [-1, 3, Number.MAX_SAFE_INTEGER]) {
    assert.equal(replica.read({ fetchOffset }), { error: 'OFFSET_OUT_OF_RANGE', ...nothing })
  }
  const { error, highWatermark, sizeBytes } = replica.read({ fetchOffset: 2 })
  assert.equal([error, highWatermark, sizeBytes], ['NONE', 2, 0])
})

test('another leader epoch is fenced when lower, unknown when higher, in reads and lists', () => {
  const replica = new ReplicaBench()
  replica.append(batchOf('a'))
  for (const [currentLeaderEpoch, error] of [
    [-1, 'NONE'],
    [0, 'NONE'],
    [1, 'UNKNOWN_LEADER_EPOCH'],
    [-2, 'FENCED_LEADER_EPOCH'],
  ] as const) {
    assert.is(replica.read({ currentLeaderEpoch }).error, error)
    assert.is(replica.listOffset(-1, currentLeaderEpoch).error, error)
  }
})

test('every name of an offset, and times at their bounds', () => {
  const replica = new ReplicaBench()
  replica.append(batchWith({ timestamp: 100 }, 'a', 'b'))
  replica.append(batchWith({ timestamp: 50 }, 'c'))
  replica.append(batchWith({ timestamp: 200 }, 'd'))
  const listed = (timestamp: number) => {
    const found = replica.listOffset(timestamp)
    return [found.timestamp, found.offset, found.leaderEpoch]
  }
  assert.equal(listed(-1), [-1, 4, 0], 'latest')
  assert.equal(listed(-2), [-1, 0, 0], 'earliest')
  assert.equal(listed(-3), [200, 3, 0], 'of the largest timestamp')
  assert.equal(listed(-4), [-1, 0, 0], 'earliest local')
  assert.equal(listed(-5), [-1, -1, -1], 'last in another tier')
  assert.equal(listed(-6), [-1, -1, -1], 'earliest that waits for its upload')
  assert.equal(listed(0), [100, 0, 0])
  assert.equal(listed(100), [100, 0, 0])
  assert.equal(listed(101), [101, 1, 0])
  assert.equal(listed(102), [200, 3, 0])
  assert.equal(listed(201), [-1, -1, -1])
})

test('a reader at the end is told of the next append, one behind the end at once', () => {
  const replica = new ReplicaBench()
  replica.append(batchOf('a'))
  const behind = replica.awaitData('reader-1', 0)
  assert.equal(replica.answerTo(behind), { highWatermark: 1 })
  const atEnd = replica.awaitData('reader-1', 1)
  assert.is(replica.answerTo(atEnd), undefined)
  replica.append(new Uint8Array(0))
  assert.is(replica.answerTo(atEnd), undefined, 'a refused append brings nothing')
  replica.append(batchOf('b'))
  assert.equal(replica.answerTo(atEnd), { highWatermark: 2 })
})

test('after a crash the log is read back from the disk: nothing is lost, appends go on', () => {
  const replica = new ReplicaBench({ 'message.timestamp.type': 'LogAppendTime' })
  for (const value of ['a', 'b', 'c']) replica.append(batchOf(value))
  const parked = replica.awaitData('reader-1', 3)
  replica.crash()
  assert.equal(replica.answerTo(parked), { unanswered: 'down' }, 'who waits hears of the crash')
  assert.is(replica.append(batchOf('x')).error, 'NOT_LEADER_OR_FOLLOWER')
  replica.lead(1)
  const { highWatermark, records } = replica.read({})
  assert.is(highWatermark, 3)
  assert.equal(valuesOf(records), ['a', 'b', 'c'])
  assert.is(replica.append(batchOf('d')).baseOffset, 3)
})

test('batches that the check lets pass can all be looked up by time', () => {
  const replica = new ReplicaBench()
  const headers = [
    { key: '', value: null },
    { key: 'k', value: new Uint8Array(3) },
  ]
  const records = [
    { timestamp: -1, key: null, value: null, headers },
    { timestamp: 7, key: new Uint8Array(0), value: new Uint8Array(0) },
  ]
  assert.is(replica.append(batchWith({ records })).error, 'NONE')
  assert.equal(replica.listOffset(7).offset, 1)
  assert.equal(replica.listOffset(-3).offset, 1)
})

test.run()
