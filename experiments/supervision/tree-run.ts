/** Runs a declared tree under crashes in a host, and compares it with the reference model. */
import type { Fault } from '../../runtime/simulator/faults.ts'
import { type ChildSpec, child, type SupervisorSpec, supervisor } from '../../runtime/supervisor.ts'
import type { TraceEvent } from '../../runtime/trace.ts'
import type { Finding } from '../anomaly.ts'
import { eventsOf } from '../events.ts'
import type { Judged } from '../experiment.ts'
import type { Host } from '../host.ts'
import { type DeclaredActor, type DeclaredSupervisor, modelOf } from './declared-tree.ts'
import {
  type ModelActor,
  type ModelNode,
  type ModelSupervisor,
  SupervisorModel,
} from './reference-model.ts'
import { Worker } from './worker.ts'

export interface TreeTrial {
  readonly seed: number
  /** As it is declared, and as the model has it. */
  readonly declared: DeclaredSupervisor
  /** As it really is: another one where a bug is planted. */
  readonly real: DeclaredSupervisor
  readonly faults: readonly Fault[]
  readonly forMs: number
}

const system = 'trees'
/** Restarts fall on whole milliseconds, and crashes between them: their order is never open. */
export const betweenMs = 0.5

export function runTree(host: Host, trial: TreeTrial): Judged {
  const { seed, declared, real, faults, forMs } = trial
  const elders = eldersIn(declared)
  const plant = (): SupervisorSpec => specOf(real, real.name, elders)
  const observed = host.runSystem({ seed, name: system, plant, faults, forMs })
  const wanted = modelRun(declared, faults, forMs)
  const findings = [
    ...differences(logOf(observed.events), wanted),
    ...notJoined(observed.events, elders),
  ]
  const { digest, deliveries, elapsedMs, faultsApplied } = observed
  return {
    ...{ findings, events: eventsOf(observed), digest, deliveries, elapsedMs, faultsApplied },
    ...{ operations: 0, acknowledged: 0 },
  }
}

/** By path: under a strategy that keeps an order, the nearest actor before that stays for good. */
function eldersIn(node: DeclaredSupervisor, path = node.name): Map<string, string> {
  const elders = new Map<string, string>()
  let elder: string | null = null
  for (const each of node.children) {
    const below = `${path}/${each.name}`
    if (each.kind === 'supervisor') {
      for (const [younger, older] of eldersIn(each, below)) elders.set(younger, older)
      continue
    }
    if (elder !== null) elders.set(below, elder)
    if (each.restart === 'permanent' && node.strategy !== 'one-for-one') elder = below
  }
  return elders
}

function specOf(
  node: DeclaredSupervisor,
  path: string,
  elders: ReadonlyMap<string, string>,
): SupervisorSpec {
  const { name, strategy, limit, backOff } = node
  const children = node.children.map((each): ChildSpec => {
    const below = `${path}/${each.name}`
    return each.kind === 'actor' ? actorSpec(each, below, elders) : specOf(each, below, elders)
  })
  return supervisor({ name, strategy, limit, children, ...(backOff === null ? {} : { backOff }) })
}

function actorSpec(
  { name, restart, failsAt }: DeclaredActor,
  path: string,
  elders: ReadonlyMap<string, string>,
): ChildSpec {
  let starts = 0
  const elder = elders.get(path) ?? null
  return child(name, (ctx) => new Worker(ctx, elder, failsAt.includes(++starts)), { restart })
}

/** `started`, `stopped`, `crashed` or `gaveUp`, and the path, as the model writes them. */
function logOf(events: readonly TraceEvent[]): string[] {
  return events
    .filter(({ type }) => ['started', 'stopped', 'crashed', 'gaveUp'].includes(type))
    .map(({ type, path }) => `${type} ${path}`)
}

function modelRun(declared: DeclaredSupervisor, faults: readonly Fault[], forMs: number): string[] {
  const root = modelOf(declared)
  const model = new SupervisorModel(root)
  for (const fault of faults) {
    if (fault.kind !== 'crash-actor' || !root.up) continue
    model.advance(Math.floor(fault.atMs) - model.nowMs)
    const found = actorAt(root, fault.path)
    if (found?.actor.up) model.crash(found.actor, found.parent)
  }
  if (root.up) model.advance(forMs - model.nowMs)
  return model.log
}

function actorAt(
  parent: ModelSupervisor,
  path: string,
): { actor: ModelActor; parent: ModelSupervisor } | null {
  const on = (each: ModelNode) => path === each.path || path.startsWith(`${each.path}/`)
  const next = parent.children.find(on)
  if (next === undefined) return null
  return next.kind === 'supervisor' ? actorAt(next, path) : { actor: next, parent }
}

function differences(real: readonly string[], wanted: readonly string[]): Finding[] {
  const findings: Finding[] = []
  const [happened, expected] = [countsOf(real), countsOf(wanted)]
  for (const [line, count] of happened) {
    const more = count - (expected.get(line) ?? 0)
    if (more > 0) findings.push({ anomaly: 'needless', what: `${line}: ${more} times too often` })
  }
  for (const [line, count] of expected) {
    const less = count - (happened.get(line) ?? 0)
    if (less > 0) findings.push({ anomaly: 'stuck', what: `${line}: ${less} times too few` })
  }
  const at = wanted.findIndex((line, i) => line !== real[i])
  if (findings.length > 0 || at < 0) return findings
  return [{ anomaly: 'stuck', what: `out of order: ${real[at]} came where ${wanted[at]} should` }]
}

function countsOf(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

/** Everybody that lives at the end must have joined the life of its elder that lives then. */
function notJoined(events: readonly TraceEvent[], elders: ReadonlyMap<string, string>): Finding[] {
  const living = new Map<string, number>()
  const joined = new Map<string, number>()
  for (const { type, path, incarnation, details } of events) {
    if (type === 'started') {
      living.set(path, incarnation)
      joined.delete(path)
    } else if (type === 'stopped' || type === 'crashed') living.delete(path)
    else if (type === 'joined') joined.set(path, Number(details['incarnation']))
    else if (type === 'systemFailed') living.clear()
  }
  return [...elders]
    .filter(([path]) => living.has(path))
    .filter(([path, elder]) => joined.get(path) !== living.get(elder))
    .map(([path, elder]) => ({ anomaly: 'stuck', what: `${path} waits for ${elder} for ever` }))
}
