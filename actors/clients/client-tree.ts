/** The supervision tree of a client: one picture of the cluster, and the actors that use it. */
import type { Actor, ActorFactory } from '../../runtime/actor.ts'
import { type Ref, refTo } from '../../runtime/ref.ts'
import { child, type SupervisorSpec, supervisor } from '../../runtime/supervisor.ts'
import type { ClientOptions } from './client-connection.ts'
import { ClusterClient, type Endpoint } from './cluster-client.ts'

export function clusterClientOf(system: string): Ref<ClusterClient> {
  return refTo(system, 'client/cluster')
}

/** `users` are started after the cluster client, at `client/<name>`. */
export function clientTree(
  bootstrap: readonly Endpoint[],
  options: ClientOptions,
  users: readonly { readonly name: string; readonly create: ActorFactory<Actor> }[],
): SupervisorSpec {
  return supervisor({
    name: 'client',
    strategy: 'rest-for-one',
    limit: { restarts: 3, withinMs: 5_000 },
    children: [
      child('cluster', (ctx) => new ClusterClient(ctx, bootstrap, options), {
        role: 'cluster-client',
      }),
      supervisor({
        name: 'connections',
        strategy: 'one-for-one',
        limit: { restarts: 10, withinMs: 5_000 },
      }),
      ...users.map(({ name, create }) => child(name, create)),
    ],
  })
}
