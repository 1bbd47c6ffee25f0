/** The supervision tree of a client: who starts first, and who restarts with whom. */
import { clientTree, clusterClientOf } from '../../../actors/clients/client-tree.ts'
import { schedule } from '../../../runtime/simulator/faults.ts'
import { assert, suite } from '../../harness.ts'
import { SimulatedKafka } from '../../support/simulated-kafka.ts'
import { ClientLab, clientOptions, cluster } from './client-lab.ts'

const test = suite('client tree')

const started = ({ events }: ClientLab) =>
  events
    .filter(({ system, type }) => system === 'client-1' && type === 'started')
    .map(({ path }) => path)

function lab(): { kafka: SimulatedKafka; client: ClientLab } {
  const kafka = SimulatedKafka.ready({ seed: 2 })
  return { kafka, client: new ClientLab(kafka, kafka.bootstrap) }
}

const crash = (client: ClientLab, path: string) => {
  schedule(client.simulator, [
    { kind: 'crash-actor', atMs: client.nowMs, system: 'client-1', path },
  ])
  client.pass(100)
}

const findLeaders = (client: ClientLab) =>
  client.answer((ctx) =>
    ctx
      .ask(cluster, 10_000)
      .findLeaders({ topics: [], refresh: true, allowAutoTopicCreation: false }),
  )

test('users come last, each under its own name', () => {
  const { children } = clientTree([], clientOptions, [
    { name: 'producer', create: (ctx) => ctx.actor() },
    { name: 'consumer', create: (ctx) => ctx.actor() },
  ])
  assert.equal(
    children.map(({ name }) => name),
    ['cluster', 'connections', 'producer', 'consumer'],
  )
  assert.equal(clusterClientOf('client-7'), { system: 'client-7', path: 'client/cluster' })
})

test('the cluster client starts before its users', () => {
  assert.equal(started(lab().client), ['client/cluster', 'client/desk'])
})

test('a crash of the cluster client ends its connections, restarts its users, and heals', () => {
  const { client } = lab()
  findLeaders(client)
  const connection = 'client/connections/broker-1:9092'
  assert.equal(started(client).slice(2), [connection])
  crash(client, 'client/cluster')
  assert.equal(started(client).slice(3), ['client/cluster', 'client/desk'])
  assert.is((findLeaders(client) as { error: string }).error, 'NONE')
  assert.equal(started(client).slice(5), [connection])
})

test('a crash of a connection restarts that one alone, and the next call connects anew', () => {
  const { client } = lab()
  findLeaders(client)
  crash(client, 'client/connections/broker-1:9092')
  assert.equal(started(client).slice(3), ['client/connections/broker-1:9092'])
  assert.is((findLeaders(client) as { error: string }).error, 'NONE')
})

test('a crash of a user leaves the cluster client as it is', () => {
  const { client } = lab()
  crash(client, 'client/desk')
  assert.equal(started(client), ['client/cluster', 'client/desk', 'client/desk'])
})

test.run()
