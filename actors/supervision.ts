/** Every supervision tree on one page. Children start in this order and stop in reverse. */
import type { BrokerBoot, ControllersBoot } from '../cluster-config/boot.ts'
import type { Codecs } from '../runtime/ports/codecs.ts'
import { child, type SupervisorSpec, supervisor } from '../runtime/supervisor.ts'
import { BrokerLifecycle } from './broker/broker-lifecycle.ts'
import { OwnedBrokerView } from './broker/broker-view.ts'
import { FetchService } from './broker/fetch-service.ts'
import { ProducerIdBlocks } from './broker/producer-id-blocks.ts'
import { Listener } from './connection/listener.ts'
import { Controller } from './controller/controller.ts'
import { type PartitionRules, partitionRules } from './partition/rules.ts'

/** The controllers of a cluster: one crash restarts that one controller. */
export function controllersTree(boot: ControllersBoot, _codecs: Codecs): SupervisorSpec {
  return supervisor({
    name: 'controllers',
    strategy: 'one-for-one',
    limit: { restarts: 5, withinMs: 5_000 },
    children: boot.controllerIds.map((controllerId) =>
      child(`controller-${controllerId}`, (ctx) => new Controller(ctx, boot.settings), {
        role: 'controller',
      }),
    ),
  })
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
