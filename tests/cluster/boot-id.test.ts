/** The power-on of the machine has a name, or none. */
import { machineBootId } from '../../cluster/boot-id.ts'
import { assert, suite } from '../harness.ts'

const test = suite('boot id')

test('it is the same as long as the machine has power', () => {
  assert.is(machineBootId(), machineBootId())
})

test('where the platform does not tell, there is none', () => {
  assert.is(machineBootId('/no/such/file'), null)
})

test.run()
