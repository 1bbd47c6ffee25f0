/** The data directory: who the cluster is outlives it, and foreign directories stay untouched. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DataDirectory } from '../../cluster/data-directory.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { assert, suite } from '../harness.ts'
import { withFolder } from './temporary-folder.ts'

const test = suite('data directory')
const otherId = 'AAAAAAAAAAAAAAAAAAAAAA'

function refused(path: string, clusterId: string | null = null): UserError {
  try {
    DataDirectory.open(path, clusterId)
  } catch (error) {
    assert.instance(error, UserError)
    assert.is((error as UserError).exitCode, 1)
    return error as UserError
  }
  throw new Error('it was opened')
}

test('a directory that is absent is made, and comes back with its id and ports', () =>
  withFolder((folder) => {
    const path = join(folder, 'a', 'b')
    const first = DataDirectory.open(path, null)
    assert.match(first.clusterId, /^[A-Za-z0-9_-]{22}$/)
    assert.is(first.ports.size, 0)
    first.keep(new Map([[2, 20_002]]))
    first.release()
    const between = DataDirectory.open(path, null)
    between.keep(new Map([[1, 20_001]]))
    between.release()

    const second = DataDirectory.open(path, null)
    assert.is(second.clusterId, first.clusterId)
    const kept = [...second.ports].map(([brokerId, port]) => `${brokerId}:${port}`)
    assert.equal(kept, ['1:20001', '2:20002'])
    second.release()
  }))

test('run.json is for its owner only, and gone after the release', () =>
  withFolder((folder) => {
    const directory = DataDirectory.open(folder, otherId)
    const info = { pid: 1, clusterId: otherId, bootstrap: 'h:1', control: 'http://h:2/t' }
    directory.publish(info)
    const file = join(folder, 'run.json')
    assert.equal(JSON.parse(readFileSync(file, 'utf8')), info)
    assert.is(statSync(file).mode & 0o777, 0o600)
    directory.release()
    assert.not.ok(existsSync(file))
    assert.not.ok(existsSync(join(folder, 'lock')))
  }))

test('a directory with files of somebody else is refused and left as it is', () =>
  withFolder((folder) => {
    writeFileSync(join(folder, 'thesis.txt'), 'mine')
    assert.match(refused(folder).message, 'holds files that are not a highwater cluster')
    assert.equal(readdirSync(folder), ['thesis.txt'])
  }))

test('the directory of another program that also keeps meta.properties is refused', () =>
  withFolder((folder) => {
    writeFileSync(join(folder, 'meta.properties'), 'version=0\nbroker.id=1\n')
    assert.match(refused(folder).message, 'is not one of a highwater cluster')
    assert.not.ok(existsSync(join(folder, 'lock')), 'the lock was given back')
  }))

test('a cluster id that is not the one kept is refused; the same one is not', () =>
  withFolder((folder) => {
    const directory = DataDirectory.open(folder, otherId)
    directory.keep(new Map())
    directory.release()
    assert.match(refused(folder, 'BBBBBBBBBBBBBBBBBBBBBB').message, `belongs to cluster ${otherId}`)
    DataDirectory.open(folder, otherId).release()
  }))

test('a directory in use is refused', () =>
  withFolder((folder) => {
    const directory = DataDirectory.open(folder, null)
    assert.match(refused(folder).message, 'is in use by the cluster of process')
    directory.release()
  }))

test('a path that cannot be a directory is one clear error', () =>
  withFolder((folder) => {
    writeFileSync(join(folder, 'file'), '')
    const { message, hint } = refused(join(folder, 'file', 'below'))
    assert.match(message, /^the data directory .* cannot be used: E/)
    assert.match(hint as string, 'write')
    mkdirSync(join(folder, 'meta', 'meta.properties'), { recursive: true })
    assert.match(refused(join(folder, 'meta')).message, 'cannot be used: EISDIR')
  }))

test.run()
