/** Puts together what `status` shows of a cluster, from what its threads say of themselves. */
import type { BrokerBoot } from '../cluster-config/boot.ts'
import { systemOf } from '../cluster-config/boot.ts'
import type {
  ActorRow,
  BrokerStatus,
  ControllerStatus,
  NodeState,
  PartitionStatus,
} from '../control/target.ts'
import type { ActorStatus } from '../runtime/status.ts'

/** What is known of one thread at this moment. */
export interface ThreadView {
  readonly name: string
  readonly state: NodeState
  readonly restarts: number
  /** Empty when the thread is down or does not answer. */
  readonly actors: readonly ActorStatus[]
}

export function actorRows(threads: readonly ThreadView[]): ActorRow[] {
  return threads.flatMap(({ actors }) =>
    actors.map(({ system, path, kind, running, restarts, mailboxDepth }) => ({
      path,
      kind,
      thread: system,
      running,
      restarts,
      mailboxDepth,
    })),
  )
}

export function brokerStatus(boot: BrokerBoot, threads: readonly ThreadView[]): BrokerStatus {
  const thread = systemOf(boot)
  const { state, restarts } = viewOf(thread, threads)
  const { brokerId: id, advertisedHost: host, advertisedPort: port } = boot
  return { id, host, port, state, thread, restarts }
}

/** `restarts` counts the controller's own ones and those of its thread. */
export function controllerStatus(
  id: number,
  thread: string,
  threads: readonly ThreadView[],
): ControllerStatus {
  const view = viewOf(thread, threads)
  const actor = view.actors.find(({ path }) => path.endsWith(`/controller-${id}`))
  const state = view.state === 'running' && actor?.running === false ? 'down' : view.state
  const restarts = view.restarts + Math.max(0, actor?.restarts ?? 0)
  return { id, state, thread, restarts, active: actor?.details['active'] === true }
}

interface ReplicaStatus extends PartitionStatus {
  readonly role: string
}

/** The leader knows best, else whoever has heard of the latest election. */
function knowsBetter(row: ReplicaStatus, before: ReplicaStatus): boolean {
  if (row.leaderEpoch !== before.leaderEpoch) return row.leaderEpoch > before.leaderEpoch
  return row.role === 'leader' && before.role !== 'leader'
}

/** Each partition as its leader describes it. */
export function partitionStatus(threads: readonly ThreadView[]): PartitionStatus[] {
  const rows = threads.flatMap(({ actors }) =>
    actors
      .filter(({ kind, running }) => kind === 'partition-replica' && running)
      .map(({ details }) => details as unknown as ReplicaStatus),
  )
  const best = new Map<string, ReplicaStatus>()
  for (const row of rows) {
    const key = `${row.topicId}-${row.partition}`
    const before = best.get(key)
    if (before === undefined || knowsBetter(row, before)) best.set(key, row)
  }
  return [...best.values()].sort((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
  )
}

function viewOf(name: string, threads: readonly ThreadView[]): ThreadView {
  const down: ThreadView = { name, state: 'down', restarts: 0, actors: [] }
  return threads.find((each) => each.name === name) ?? down
}
