/** Topics for people. */
import { describedTopic, topicLines } from '../../../cli/text/topic-text.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('topic text')
const partition = { partition: 0, leader: 2, leaderEpoch: 4, replicas: [2, 1], isr: [2] }
const topic = { name: 'orders', topicId: 'id', internal: false, partitions: [partition] }
const config = [
  { name: 'retention.ms', value: '5', isDefault: false },
  { name: 'segment.bytes', value: '9', isDefault: true },
]

test('the list is in the order of names, with partitions and copies', () => {
  const lines = topicLines([topic, { ...topic, name: 'a', partitions: [] }])
  assert.is(lines, 'TOPIC   PARTITIONS  REPLICAS\na       0           0\norders  1           2')
})

test('a described topic shows what was set and each partition', () => {
  const text = describedTopic(topic, config, false)
  assert.match(text, /^topic orders {2}id id\n {2}retention\.ms=5\n/)
  assert.match(text, /\n0 +2 +4 +2,1 +2$/)
  assert.not.match(text, 'segment.bytes')
})

test('all settings show when asked, and a partition without leader', () => {
  const lost = { ...topic, partitions: [{ ...partition, leader: -1 }] }
  const text = describedTopic(lost, config, true)
  assert.match(text, 'segment.bytes=9')
  assert.match(text, /\n0 +none/)
})

test.run()
