/** Two clusters never share a directory, and a dead one does not keep the next out. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { lockDirectory } from '../../cluster/directory-lock.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { assert, skip, suite } from '../harness.ts'
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

test('a process that has ended and was not waited for does not keep the lock', () =>
  withFolder((folder) => {
    if (!existsSync('/proc/self/stat')) skip('no /proc here')
    // The shell becomes a sleeper that never waits for the child it has started before.
    const script = 'sh -c "echo \\$\\$" & exec sleep 5'
    const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    return once(parent.stdout, 'data').then(async ([line]) => {
      const pid = Number(String(line))
      while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await setTimeout(5)
      const ticks = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19]
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      const lock = JSON.stringify({ pid, started: `${ticks}@${boot}` })
      writeFileSync(join(folder, 'lock'), lock)
      lockDirectory(folder)()
      parent.kill('SIGKILL')
      await once(parent, 'close')
    })
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
