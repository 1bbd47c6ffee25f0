/** Where a cluster is asked first. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addressesOf, bootstrapOf } from '../../../cli/kafka/bootstrap.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('bootstrap')

test('hosts and ports are read, with 9092 where no port is', () => {
  assert.equal(addressesOf('a:1, b ,[::1]:3,[::1]'), [
    { host: 'a', port: 1 },
    { host: 'b', port: 9092 },
    { host: '::1', port: 3 },
    { host: '::1', port: 9092 },
  ])
})

test('what is no address is refused', () => {
  for (const text of ['', ':9092', 'a:0', 'a:70000', 'a:b', '::1', 'a:1,', 'a b:1']) {
    assert.throws(() => addressesOf(text), /-b takes HOST:PORT/, text)
  }
})

test('-b wins over the configuration file, and that over the default', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-'))
  const config = join(folder, 'c.yaml')
  writeFileSync(config, 'port: 7000\n')
  assert.is(await bootstrapOf({}), '127.0.0.1:9092')
  assert.is(await bootstrapOf({ config }), '127.0.0.1:7000')
  assert.is(await bootstrapOf({ config, bootstrap: 'x:1' }), 'x:1')
  writeFileSync(config, 'port: 0\n')
  const error: Error = await bootstrapOf({ config }).then(
    () => new Error('not refused'),
    (thrown) => thrown,
  )
  assert.match(error.message, 'name a broker with -b')
  rmSync(folder, { recursive: true })
})

test.run()
