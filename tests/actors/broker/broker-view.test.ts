/** Where the actors of a broker are found, and when it serves. */
import {
  brokerSystem,
  controllerPath,
  controllerSystem,
  controllersSystem,
  replicaName,
  replicasPath,
} from '../../../actors/broker/broker-view.ts'
import { assert, suite } from '../../harness.ts'
import { viewAfter } from '../../support/broker-parts.ts'

const test = suite('broker view')

test('the actors of a broker and the controller have their places', () => {
  const view = viewAfter([])
  assert.equal(view.controller, { system: controllersSystem, path: controllerPath(101) })
  assert.equal(view.lifecycle, { system: brokerSystem(1), path: 'broker/lifecycle' })
  assert.equal(view.producerIds, { system: brokerSystem(1), path: 'broker/producer-ids' })
  const path = `${replicasPath}/${replicaName('idA', 2)}`
  assert.equal(view.replica('idA', 2), { system: brokerSystem(1), path })
})

test('the controller is where the broker takes the active one to be', () => {
  const view = viewAfter([])
  view.controllerId = 103
  assert.equal(view.controller, { system: controllersSystem, path: controllerPath(103) })
  assert.is(controllerSystem(103, true), 'controllers-103')
})

test.run()
