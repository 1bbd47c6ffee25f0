/** Where the actors of a broker are found, and when it serves. */
import {
  brokerSystem,
  controllerPath,
  controllersSystem,
  replicaName,
  replicasPath,
} from '../../../actors/broker/broker-view.ts'
import { assert, suite } from '../../harness.ts'
import { registration, viewAfter } from '../../support/broker-parts.ts'

const test = suite('broker view')

test('the actors of a broker and the controller have their places', () => {
  const view = viewAfter([])
  assert.equal(view.controller, { system: controllersSystem, path: controllerPath(101) })
  assert.equal(view.lifecycle, { system: brokerSystem(1), path: 'broker/lifecycle' })
  assert.equal(view.producerIds, { system: brokerSystem(1), path: 'broker/producer-ids' })
  const path = `${replicasPath}/${replicaName('idA', 2)}`
  assert.equal(view.replica('idA', 2), { system: brokerSystem(1), path })
})

test('a broker serves once it is registered and has seen its own registration', () => {
  const view = viewAfter([registration(2)])
  assert.is(view.serving, false, 'not registered')
  view.brokerEpoch = 1
  assert.is(view.serving, false, 'registered at offset 1, which is not here yet')
  view.image.replay(registration(1))
  assert.is(view.serving, true)
})

test.run()
