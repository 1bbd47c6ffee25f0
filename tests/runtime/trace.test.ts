/** Tests of observers. */
import { Recorder } from '../../runtime/recorder.ts'
import { observers, silent } from '../../runtime/trace.ts'
import { assert, suite } from '../harness.ts'
import { fromElsewhere } from './support/workbench.ts'

const test = suite('observers')

test('several observers see the same, in the same order', () => {
  const [one, two] = [new Recorder(10), new Recorder(10)]
  const both = observers([one, silent, two])
  both.delivered(fromElsewhere('root/a', 'keep', 1), 3, 5)
  both.drew('root/a', 9)
  const [system, path, type] = ['here', 'root/a', 'started']
  both.event({ atMs: 5, system, path, incarnation: 3, type, details: {} })
  assert.equal(
    one.entries().map(({ kind }) => kind),
    ['delivery', 'draw', 'event'],
  )
  assert.equal(one.entries(), two.entries())
})

test.run()
