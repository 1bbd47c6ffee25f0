/** Tests of saved runs: what is written is read back, and anything else is refused. */
import { type SavedRun, savedRunIn, savedRunText } from '../../experiments/saved-run.ts'
import { assert, suite } from '../harness.ts'

const test = suite('saved run')

const run: SavedRun = {
  ...{ experiment: 'read-order', variant: 'guarantee', seed: 17, found: 'skipped: x', hash: 'ab' },
  faults: [{ kind: 'crash', system: 'broker-1', atMs: 5, forMs: null }],
}

test('a saved run is read back as it was', () => {
  const { format, ...read } = savedRunIn(savedRunText(run)) as SavedRun & { format: number }
  assert.is(format, 1)
  assert.equal(read, run)
})

test('what is not JSON, or lacks something, or is of another format is refused', () => {
  for (const text of ['', 'null', '[]', '{}', '{"format":1}']) assert.is(savedRunIn(text), null)
  const whole = JSON.parse(savedRunText(run)) as Record<string, unknown>
  for (const key of Object.keys(whole)) {
    assert.is(savedRunIn(JSON.stringify({ ...whole, [key]: undefined })), null, key)
  }
  assert.is(savedRunIn(JSON.stringify({ ...whole, format: 2 })), null)
  assert.is(savedRunIn(JSON.stringify({ ...whole, variant: 'other' })), null)
})

test.run()
