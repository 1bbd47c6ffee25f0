/** The status of a cluster for people. */
import type { ActorRow, ClusterStatus } from '../../control/target.ts'
import { table } from './table.ts'

/** `verbose` lists every actor; otherwise they are counted by kind. */
export function statusText(status: ClusterStatus, verbose: boolean): string {
  const parts = [
    headText(status),
    nodesText(status),
    partitionsText(status),
    verbose ? actorsText(status) : kindsText(status),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

const headText = ({ clusterId, bootstrap, pid, uptimeMs, rssBytes, data }: ClusterStatus): string =>
  table([
    ['cluster', clusterId],
    ['bootstrap', bootstrap],
    ['data', data ?? 'in memory'],
    ['up', `${duration(uptimeMs)}, pid ${pid}, ${Math.round(rssBytes / 1_048_576)} MB`],
  ])

function nodesText({ brokers, controllers, threads }: ClusterStatus): string {
  const busy = (thread: string): string => {
    const found = threads.find(({ name }) => name === thread)
    return found === undefined ? '-' : `${(found.eventLoopUtilisation * 100).toFixed(1)} %`
  }
  const rows = [['NODE', 'ADDRESS', 'STATE', 'RESTARTS', 'THREAD', 'BUSY']]
  for (const { id, host, port, state, restarts, thread } of brokers) {
    rows.push([`broker ${id}`, `${host}:${port}`, state, `${restarts}`, thread, busy(thread)])
  }
  for (const { id, state, restarts, thread, active } of controllers) {
    const shown = active ? `${state}, active` : state
    rows.push([`controller ${id}`, '-', shown, `${restarts}`, thread, busy(thread)])
  }
  return table(rows)
}

function partitionsText({ partitions }: ClusterStatus): string {
  if (partitions.length === 0) return 'no topics yet'
  const rows = [['PARTITION', 'LEADER', 'EPOCH', 'REPLICAS', 'ISR', 'HIGH WATERMARK']]
  for (const one of partitions) {
    rows.push([
      `${one.topic}-${one.partition}`,
      one.leader < 0 ? 'none' : `${one.leader}`,
      `${one.leaderEpoch}`,
      one.replicas.join(','),
      one.isr.join(','),
      `${one.highWatermark ?? '-'}`,
    ])
  }
  return table(rows)
}

function kindsText({ actors }: ClusterStatus): string {
  const kinds = new Map<string, ActorRow[]>()
  for (const actor of actors) kinds.set(actor.kind, [...(kinds.get(actor.kind) ?? []), actor])
  const rows = [['ACTORS', 'COUNT', 'RESTARTS', 'WAITING']]
  for (const [kind, group] of kinds) {
    const restarts = group.reduce((sum, actor) => sum + actor.restarts, 0)
    const waiting = group.reduce((sum, actor) => sum + actor.mailboxDepth, 0)
    rows.push([kind, `${group.length}`, `${restarts}`, `${waiting}`])
  }
  return table(rows)
}

function actorsText({ actors }: ClusterStatus): string {
  const rows = [['THREAD', 'ACTOR', 'KIND', 'STATE', 'RESTARTS', 'WAITING']]
  for (const { thread, path, kind, running, restarts, mailboxDepth } of actors) {
    const state = running ? 'running' : 'down'
    rows.push([thread, path, kind, state, `${restarts}`, `${mailboxDepth}`])
  }
  return table(rows)
}

/** Two units are enough to know how long. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const
  const from = units.findIndex(([count]) => count > 0)
  if (from === -1) return '0 s'
  const shown = units.slice(from, from + 2).filter(([count]) => count > 0)
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
