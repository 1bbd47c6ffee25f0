/**
 * Supervision once more, small and slow, on plain data: what the real supervisors must agree
 * with.
 */
import type { BackOff, RestartLimit, RestartPolicy, Strategy } from '../../../runtime/supervisor.ts'

export interface ModelActor {
  kind: 'actor'
  path: string
  restart: RestartPolicy
  /** Numbers of the starts that fail, counted from 1. */
  failsAt: number[]
  starts: number
  up: boolean
  waiting: boolean
}

export interface ModelSupervisor {
  kind: 'supervisor'
  path: string
  restart: 'permanent'
  strategy: Strategy
  limit: RestartLimit
  backOff: BackOff | null
  children: ModelNode[]
  parent: ModelSupervisor | null
  up: boolean
  waiting: boolean
  starting: boolean
  /** Times of the crashes in the window. */
  crashesMs: number[]
  restartAtMs: number | null
  /** Which wait it is, of all: those that end together end in the order of their beginning. */
  restartOrder: number
}

export type ModelNode = ModelActor | ModelSupervisor

export class SupervisorModel {
  /** `started`, `stopped`, `crashed` or `gaveUp`, and the path, in order. */
  readonly log: string[] = []
  nowMs = 0
  private waits = 0
  private readonly root: ModelSupervisor

  constructor(root: ModelSupervisor) {
    this.root = root
    this.start(root)
  }

  /** The whole tree stops, in order. */
  stopAll(): void {
    this.stop(this.root)
  }

  crash(actor: ModelActor, parent: ModelSupervisor): void {
    this.goesDown(actor, 'crashed')
    this.crashed(parent, actor)
  }

  /** The actor ends itself, in order. */
  end(actor: ModelActor, parent: ModelSupervisor): void {
    this.goesDown(actor, 'stopped')
    if (actor.restart === 'permanent') this.crashed(parent, actor)
    else remove(parent, actor)
  }

  advance(byMs: number): void {
    const untilMs = this.nowMs + byMs
    for (;;) {
      const next = supervisorsIn(this.root)
        .filter(({ restartAtMs }) => restartAtMs !== null && restartAtMs <= untilMs)
        .sort((a, b) => a.restartOrder - b.restartOrder)
        .sort((a, b) => Number(a.restartAtMs) - Number(b.restartAtMs))[0]
      if (next === undefined) break
      this.nowMs = Number(next.restartAtMs)
      next.restartAtMs = null
      const due = next.children.filter(({ waiting }) => waiting)
      for (const each of due) each.waiting = false
      this.startThese(next, due)
    }
    this.nowMs = untilMs
  }

  private start(node: ModelNode): boolean {
    if (node.kind === 'actor') {
      this.log.push(`started ${node.path}`)
      node.up = true
      if (node.failsAt.includes(++node.starts)) this.goesDown(node, 'crashed')
      return node.up
    }
    node.up = true
    node.crashesMs = []
    node.starting = true
    this.startThese(node, [...node.children])
    node.starting = false
    return node.up
  }

  private startThese(parent: ModelSupervisor, nodes: ModelNode[]): void {
    for (const [index, node] of nodes.entries()) {
      const wanted = parent.up && parent.children.includes(node) && !node.up && !node.waiting
      if (!wanted || this.start(node)) continue
      this.crashed(parent, node)
      if (parent.restartAtMs === null || parent.strategy === 'one-for-one') continue
      for (const later of nodes.slice(index)) if (!later.up) later.waiting = true
      return
    }
  }

  private stop(node: ModelNode): void {
    if (node.kind === 'actor') return this.goesDown(node, 'stopped')
    node.up = false
    node.restartAtMs = null
    for (const each of node.children) each.waiting = false
    this.stopThese(node, node.children)
  }

  private stopThese(parent: ModelSupervisor, nodes: ModelNode[]): void {
    for (const node of [...nodes].reverse()) {
      if (!node.up) continue
      this.stop(node)
      if (node.restart === 'temporary') remove(parent, node)
    }
  }

  private crashed(parent: ModelSupervisor, node: ModelNode): void {
    if (!parent.up) return
    if (node.restart === 'temporary') return remove(parent, node)
    const { limit, strategy, backOff, children } = parent
    const inWindow = parent.crashesMs.filter((atMs) => this.nowMs - atMs < limit.withinMs)
    parent.crashesMs = [...inWindow, this.nowMs]
    if (parent.crashesMs.length > limit.restarts) return this.giveUp(parent)
    const first = {
      'one-for-one': Infinity,
      'rest-for-one': children.indexOf(node),
      'one-for-all': 0,
    }
    const hit = children.filter(
      (each, index) => each === node || (index >= first[strategy] && (each.up || each.waiting)),
    )
    this.stopThese(parent, hit)
    const due = parent.children.filter((each) => hit.includes(each) || each.waiting)
    if (backOff === null) return this.startThese(parent, due)
    for (const each of due) each.waiting = true
    const delayMs = backOff.initialMs * 2 ** (parent.crashesMs.length - 1)
    parent.restartOrder = ++this.waits
    parent.restartAtMs = this.nowMs + Math.min(backOff.maxMs, delayMs)
  }

  private giveUp(supervisor: ModelSupervisor): void {
    this.stop(supervisor)
    this.log.push(`gaveUp ${supervisor.path}`)
    const { parent, starting } = supervisor
    if (parent !== null && !starting) this.crashed(parent, supervisor)
  }

  private goesDown(actor: ModelActor, how: 'crashed' | 'stopped'): void {
    actor.up = false
    this.log.push(`${how} ${actor.path}`)
  }
}

/** A supervisor and all those below it. */
export function supervisorsIn(root: ModelSupervisor): ModelSupervisor[] {
  const below = root.children.flatMap((each) =>
    each.kind === 'supervisor' ? supervisorsIn(each) : [],
  )
  return [root, ...below]
}

function remove(parent: ModelSupervisor, node: ModelNode): void {
  parent.children = parent.children.filter((each) => each !== node)
}
