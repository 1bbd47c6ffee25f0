/** Which topics are deleted, by name or by id, and why others are not. */
import { decideDeletion } from '../../../actors/controller/delete-topics.ts'
import { ClusterImage } from '../../../actors/metadata/cluster-image.ts'
import { assert, suite } from '../../harness.ts'
import { topicRecords } from '../../support/broker-parts.ts'
import { unknownId, zeroId } from '../../support/simulated-kafka.ts'

const test = suite('delete topics')
const image = new ClusterImage()
for (const record of topicRecords('idA', 'orders', [1])) image.replay(record)

test('a topic is deleted by name or by id; the outcome tells both', () => {
  const outcome = { name: 'orders', topicId: 'idA', error: 'NONE' }
  const records = [{ kind: 'removeTopic', topicId: 'idA' }]
  assert.equal(decideDeletion(image, { name: 'orders', topicId: zeroId }), { records, outcome })
  assert.equal(decideDeletion(image, { name: null, topicId: 'idA' }), { records, outcome })
})

test('an unknown name gets error 3, an unknown id error 100', () => {
  const byName = decideDeletion(image, { name: 'missing', topicId: zeroId })
  assert.equal([byName.records, byName.outcome.error], [[], 'UNKNOWN_TOPIC_OR_PARTITION'])
  const byId = decideDeletion(image, { name: null, topicId: unknownId })
  assert.equal([byId.records, byId.outcome.error], [[], 'UNKNOWN_TOPIC_ID'])
})

test('a name and an id at once, or neither, get error 42 and delete nothing', () => {
  for (const topic of [
    { name: 'orders', topicId: 'idA' },
    { name: null, topicId: zeroId },
  ]) {
    const { records, outcome } = decideDeletion(image, topic)
    assert.equal([records, outcome.error], [[], 'INVALID_REQUEST'])
  }
})

test.run()
