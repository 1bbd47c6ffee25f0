/** Two clusters never share a directory, and a dead one does not keep the next out. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { lockDirectory } from '../../cluster/directory-lock.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { assert, suite } from '../harness.ts'
import { withFolder } from './temporary-folder.ts'

const test = suite('directory lock')

function refused(folder: string): UserError {
  try {
    lockDirectory(folder)
  } catch (error) {
    assert.instance(error, UserError)
    return error as UserError
  }
  throw new Error('the lock was given twice')
}

test('a second cluster is refused, also in the same process, until the first lets go', () =>
  withFolder((folder) => {
    const unlock = lockDirectory(folder)
    const { message, exitCode, hint } = refused(folder)
    assert.is(message, `${folder} is in use by the cluster of process ${process.pid}`)
    assert.is(exitCode, 1)
    assert.match(hint as string, 'lock')
    unlock()
    assert.not.ok(existsSync(join(folder, 'lock')))
    lockDirectory(folder)()
  }))

test('the lock of a process that is gone is taken over', () =>
  withFolder((folder) => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    for (const started of ['', '12345@some-boot']) {
      writeFileSync(join(folder, 'lock'), JSON.stringify({ pid, started }))
      lockDirectory(folder)()
    }
  }))

test('a later process with the number of the one that is gone does not keep the lock', () =>
  withFolder((folder) => {
    const stale = JSON.stringify({ pid: process.pid, started: '1@another-boot' })
    writeFileSync(join(folder, 'lock'), stale)
    const unlock = lockDirectory(folder)
    assert.not.equal(readFileSync(join(folder, 'lock'), 'utf8'), stale)
    unlock()
  }))

test('half a lock, left by a crash, is no lock', () =>
  withFolder((folder) => {
    for (const text of ['', '{"pid":', '{"pid":"x"}', 'null']) {
      writeFileSync(join(folder, 'lock'), text)
      lockDirectory(folder)()
    }
  }))

test.run()
