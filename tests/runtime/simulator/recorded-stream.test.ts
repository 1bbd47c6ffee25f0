/** Tests of streams whose draws are noted. */
import { RandomStream } from '../../../runtime/random.ts'
import { RecordedStream } from '../../../runtime/simulator/recorded-stream.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('recorded stream')

test('every draw is noted, and is the draw of a plain stream of that name', () => {
  const noted: number[] = []
  const recorded = new RecordedStream(3, 'nemesis', (value) => noted.push(value))
  const plain = new RandomStream(3, 'nemesis')
  assert.equal(
    [recorded.below(100), recorded.chance(0.5), recorded.between(1, 6)],
    [plain.below(100), plain.chance(0.5), plain.between(1, 6)],
  )
  const again = new RandomStream(3, 'nemesis')
  assert.equal(noted, [again.uint32(), again.uint32(), again.uint32()])
})

test.run()
