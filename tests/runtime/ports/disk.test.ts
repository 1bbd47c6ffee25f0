/** Tests of what disks throw. */
import { DiskError, SystemDeath } from '../../../runtime/ports/disk.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('disk errors')

test('a disk error names its code and file, and no error text of an engine', () => {
  const error = new DiskError('ENOSPC', 'orders-0/0.log')
  assert.equal([error.code, error.file, error.name], ['ENOSPC', 'orders-0/0.log', 'DiskError'])
  assert.is(error.message, 'ENOSPC on orders-0/0.log')
})

test('the death of a system is no disk error, so nobody takes it for one', () => {
  assert.not.instance(new SystemDeath('power'), DiskError)
})

test.run()
