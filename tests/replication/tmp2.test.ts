/** Try. */
import { suite } from '../harness.ts'
import * as schedules from '../support/replication-schedules.ts'
import process from 'node:process'

const test = suite('try')
test('try', { timeoutMs: 300_000 }, () => {
  const [name, seed] = (process.env['ONE'] ?? 'longerLog 1').split(' ')
  const kafka = (schedules as unknown as Record<string, schedules.Schedule>)[name!]!({ seed: Number(seed) })
  const skip = new Set(['started', 'sent', 'listening', 'stopped'])
  for (const e of kafka.events) {
    if (skip.has(e.type)) continue
    console.log((e as unknown as { atMs: number }).atMs, e.system, e.path, e.type, JSON.stringify(e.details).slice(0, 150))
  }
  console.log(kafka.acknowledged.length, kafka.read.length, [1, 2, 3].map((id) => { try { return [kafka.stored(id).length, JSON.stringify(kafka.replica(id))] } catch { return 0 } }))
})
test.run()
