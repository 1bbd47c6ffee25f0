/** Names of roles in fault schedules: `leader of orders-0` is who leads when a fault strikes. */
import type { Fault } from '../../runtime/simulator/faults.ts'

/** The system that leads a partition, and the path of the replica there. */
export interface PartitionPlace {
  readonly system: string
  readonly path: string
}

const role = /^(?:leader|replica) of (.+)-(\d+)$/

/** The fault against those who have the roles now; null when nobody has one of them. */
export function aimed(
  fault: Fault,
  find: (topic: string, partition: number) => PartitionPlace | null,
): Fault | null {
  let missed = false
  const place = (name: string, of: 'system' | 'path'): string => {
    const [, topic, partition] = role.exec(name) ?? []
    if (topic === undefined) return name
    const found = find(topic, Number(partition))
    if (found === null) missed = true
    return found?.[of] ?? name
  }
  const target = { ...fault } as { -readonly [K in keyof Fault]: Fault[K] } & Named
  if (target.system !== undefined) target.system = place(target.system, 'system')
  if (target.path !== undefined) target.path = place(target.path, 'path')
  for (const list of ['from', 'to', 'between'] as const) {
    const names = target[list]
    if (names !== undefined) target[list] = names.map((name) => place(name, 'system'))
  }
  if (target.sides !== undefined) {
    target.sides = target.sides.map((side) => side.map((name) => place(name, 'system')))
  }
  return missed ? null : (target as Fault)
}

/** Where a fault names systems. */
interface Named {
  system?: string
  path?: string
  from?: readonly string[]
  to?: readonly string[]
  between?: readonly string[]
  sides?: readonly (readonly string[])[]
}
