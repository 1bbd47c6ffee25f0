/** Every supervision tree on one page. Children start in this order and stop in reverse. */
import type { BrokerBoot, ControllersBoot } from '../cluster-config/boot.ts'
import type { Context } from '../runtime/context.ts'
import type { Codecs } from '../runtime/ports/codecs.ts'
import { refTo } from '../runtime/ref.ts'
import { child, type SupervisorSpec, supervisor } from '../runtime/supervisor.ts'
import { BrokerLifecycle } from './broker/broker-lifecycle.ts'
import {
  brokerSystem,
  controllerPath,
  controllerSystem,
  OwnedBrokerView,
} from './broker/broker-view.ts'
import { FetchService } from './broker/fetch-service.ts'
import { LogKeeper } from './broker/log-keeper.ts'
import { ProducerIdBlocks } from './broker/producer-id-blocks.ts'
import { Listener } from './connection/listener.ts'
import { Controller } from './controller/controller.ts'
import { type ControllerRules, controllerRules } from './controller/rules.ts'
import { type PartitionRules, partitionRules } from './partition/rules.ts'

/**
 * The controllers of a cluster, or the one of them that lives here. One crash restarts that one
 * controller; an active one that loses its office also ends so, hence the wide limit.
 */
export function controllersTree(
  boot: ControllersBoot,
  codecs: Codecs,
  rules: ControllerRules = controllerRules,
): SupervisorSpec {
  const { controllerIds: voters, onlyController, settings, features } = boot
  const apart = onlyController !== null
  const timeouts = {
    electionMs: settings['controller.quorum.election.timeout.ms'],
    backoffMaxMs: settings['controller.quorum.election.backoff.max.ms'],
    fetchMs: settings['controller.quorum.fetch.timeout.ms'],
  }
  const shared = { voters, crc32c: codecs.crc32c, timeouts, settings, rules, features, tellBroker }
  const refOf = (id: number) => refTo<Controller>(controllerSystem(id, apart), controllerPath(id))
  return supervisor({
    name: 'controllers',
    strategy: 'one-for-one',
    limit: { restarts: 20, withinMs: 5_000 },
    children: (apart ? [onlyController] : voters).map((controllerId) =>
      child(
        `controller-${controllerId}`,
        (ctx) => new Controller(ctx, { ...shared, controllerId, refOf }),
        { role: 'controller' },
      ),
    ),
  })
}

function tellBroker(
  ctx: Context,
  brokerId: number,
  elected: { controllerId: number; epoch: number },
): void {
  const lifecycle = refTo<BrokerLifecycle>(brokerSystem(brokerId), 'broker/lifecycle')
  ctx.to(lifecycle).controllerElected(elected)
}

/**
 * One broker. `rest-for-one`: what comes later is built on what comes before, so a new life of the
 * lifecycle starts all of it anew; replicas and connections restart or end each by itself.
 */
export function brokerTree(
  boot: BrokerBoot,
  codecs: Codecs,
  rules: PartitionRules = partitionRules,
): SupervisorSpec {
  const view = new OwnedBrokerView(boot, codecs, rules)
  return supervisor({
    name: 'broker',
    strategy: 'rest-for-one',
    limit: { restarts: 3, withinMs: 5_000 },
    children: [
      child('lifecycle', (ctx) => new BrokerLifecycle(ctx, view), { role: 'broker-lifecycle' }),
      child('logs', (ctx) => new LogKeeper(ctx, view), { role: 'log-keeper' }),
      child('producer-ids', (ctx) => new ProducerIdBlocks(ctx, view)),
      supervisor({
        name: 'replicas',
        strategy: 'one-for-one',
        limit: { restarts: 10, withinMs: 5_000 },
      }),
      supervisor({
        name: 'fetchers',
        strategy: 'one-for-one',
        limit: { restarts: 10, withinMs: 5_000 },
      }),
      child('fetch-service', (ctx) => new FetchService(ctx, view)),
      supervisor({
        name: 'connections',
        strategy: 'one-for-one',
        limit: { restarts: 0, withinMs: 5_000 },
      }),
      child('listener', (ctx) => new Listener(ctx, view)),
    ],
  })
}
