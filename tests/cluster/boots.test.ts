/** What each thread is told. */
import { bootsOf, bootstrapOf } from '../../cluster/boots.ts'
import type { LogStorage } from '../../cluster/log-storage.ts'
import { systemOf } from '../../cluster-config/boot.ts'
import { defineCluster } from '../../cluster-config/define-cluster.ts'
import { assert, suite } from '../harness.ts'

const test = suite('boots')
/** As in a directory `d`. */
const storage: LogStorage = {
  of: (system) => ({ directory: `d/${system}`, keep: true }),
  release() {},
}
const identity = { clusterId: 'AAAAAAAAAAAAAAAAAAAAAA', ports: [7001, 7005], bootId: 'b' }

test('every broker is told its id, port, settings, controllers and the control server', () => {
  const config = defineCluster({ brokers: 2, firstId: 4, advertisedHost: 'example.test' })
  const { controllers, brokers } = bootsOf(config, identity, storage, 'http://127.0.0.1:1/x')
  assert.equal(
    brokers.map(({ brokerId, port, advertisedPort }) => ({ brokerId, port, advertisedPort })),
    [
      { brokerId: 4, port: 7001, advertisedPort: 7001 },
      { brokerId: 5, port: 7005, advertisedPort: 7005 },
    ],
  )
  for (const boot of brokers) {
    assert.is(boot.host, '127.0.0.1')
    assert.is(boot.advertisedHost, 'example.test')
    assert.is(boot.settings, config.brokerSettings)
    assert.is(boot.clusterId, identity.clusterId)
    assert.is(boot.controlUrl, 'http://127.0.0.1:1/x')
    assert.equal(boot.controllerIds, controllers.controllerIds)
  }
})

test('no controller has the id of a broker, and each boot has a system of its own', () => {
  const config = defineCluster({ brokers: 2, firstId: 99 })
  const { controllers, brokers } = bootsOf(config, identity, storage, '')
  const ids = [...controllers.controllerIds, ...brokers.map(({ brokerId }) => brokerId)]
  assert.is(new Set(ids).size, ids.length)
  assert.equal([controllers, ...brokers].map(systemOf), ['controllers', 'broker-99', 'broker-100'])
  for (const boot of [controllers, ...brokers]) {
    assert.is(boot.storage?.directory, `d/${systemOf(boot)}`)
  }
})

test('a boot is plain data that a thread can be given', () => {
  const boots = bootsOf(defineCluster({ brokers: 2 }), identity, storage, '')
  assert.equal(structuredClone(boots), boots)
})

test('clients connect to what is advertised', () => {
  const config = defineCluster({ brokers: 2, advertisedHost: 'example.test' })
  assert.is(
    bootstrapOf(bootsOf(config, identity, storage, '')),
    'example.test:7001,example.test:7005',
  )
})

test.run()
