/** The status for people. */
import { duration, statusText } from '../../../cli/text/status-text.ts'
import { someStatus } from '../../control/fake-target.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('status text')
const text = statusText(someStatus, false)

test('it names the cluster, where it is and how long it runs', () => {
  assert.match(text, /cluster +MkU3OEVBNTcwNTJENDM2Qg\n/)
  assert.match(text, /data +in memory\n/)
  assert.match(text, /up +1 m 1 s, pid 4711, 100 MB\n/)
})

test('every node has its state, restarts and the load of its thread', () => {
  assert.match(text, /broker 1 +127\.0\.0\.1:9092 +running +0 +broker-1 +25\.0 %\n/)
  assert.match(text, /broker 2 +127\.0\.0\.1:9093 +down +2 +broker-2 +-\n/)
  assert.match(text, /controller 101 +- +running, active +0 +controllers +1\.5 %\n/)
})

test('every partition has leader, epoch, in-sync replicas and high watermark', () => {
  assert.match(text, /orders-0 +1 +3 +1 +1 +42\n/)
  const lost = { ...someStatus.partitions[0]!, leader: -1, highWatermark: null }
  assert.match(statusText({ ...someStatus, partitions: [lost] }, false), /orders-0 +none +3 .* -\n/)
})

test('actors are counted by kind, and listed one by one when asked', () => {
  assert.match(text, /listener +1 +1 +0$/)
  assert.match(statusText(someStatus, true), /broker-1 +broker\/listener +listener +running +1 +0$/)
})

test('a cluster without topics says so', () => {
  assert.match(statusText({ ...someStatus, partitions: [] }, false), 'no topics yet')
})

test('a duration has at most two units', () => {
  assert.is(duration(999), '0 s')
  assert.is(duration(59_999), '59 s')
  assert.is(duration(3_600_000), '1 h')
  assert.is(duration(90_061_000), '1 d 1 h')
})

test.run()
