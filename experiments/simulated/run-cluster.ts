/** One run of a cluster in the simulator: set up, work under faults, heal, read everything. */
import type { Codecs } from '../../runtime/ports/codecs.ts'
import type { Fault } from '../../runtime/simulator/faults.ts'
import type { ClusterTrial, Observed } from '../host.ts'
import { lastReader } from '../operation.ts'
import { readerTree, topicMakerTree, writerTree } from '../workload/clients.ts'
import { SimulatedCluster } from './simulated-cluster.ts'

/** For each phase; far more than any needs that is not stuck. */
const setUpMs = 30_000
const workMs = 240_000
const readMs = 60_000
/** Between the last fault and the last reading. */
const healMs = 2_000

export function runCluster(trial: ClusterTrial, codecs: Codecs): Observed {
  const { workload, cluster: plan, faults } = trial
  const cluster = new SimulatedCluster(trial, codecs)
  const { name: topic } = plan.topic
  const partitions = plan.topic.replicas.length
  const { producers, readers, reassignEveryMs } = workload

  cluster.client('topic-maker', (world) => topicMakerTree('topic-maker', world, plan.topic))
  if (!cluster.runUntil('topicMade', 1, setUpMs)) return cluster.observed('the topic was not made')

  const startMs = cluster.nowMs
  for (let n = 1; n <= producers; n++) {
    const name = `producer-${n}`
    cluster.client(name, (world) => writerTree(name, world, { topic, partitions, workload }))
  }
  for (let n = 1; n <= readers; n++) {
    const name = `reader-${n}`
    const task = { topic, partitions, reassignEveryMs, toTheEnd: false }
    cluster.client(name, (world) => readerTree(name, world, task))
  }
  cluster.schedule(faults.map((fault) => ({ ...fault, atMs: fault.atMs + startMs })))
  const worked = cluster.runUntil('workDone', producers, workMs)
  if (!worked) return cluster.observed('a producer has sends that never ended')
  cluster.runTo(Math.max(cluster.nowMs, startMs + lastEndMs(faults)) + healMs)

  const task = { topic, partitions, reassignEveryMs: null, toTheEnd: true }
  cluster.client(lastReader, (world) => readerTree(lastReader, world, task))
  const read = cluster.runUntil('readToEnd', 1, readMs)
  return cluster.observed(read ? null : 'the last reader did not come to the end')
}

/** Faults without an end do not count. */
function lastEndMs(faults: readonly Fault[]): number {
  const ends = faults.map((fault) => fault.atMs + ('forMs' in fault ? (fault.forMs ?? 0) : 0))
  return Math.max(0, ...ends)
}
