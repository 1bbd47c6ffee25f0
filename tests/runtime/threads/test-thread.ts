/** The entry of worker threads in tests: a system of the ping-and-crash scenario, or actors. */
import { runThread } from '../../../runtime/threads/thread-main.ts'
import { systems } from '../../scenarios/ping-and-crash.ts'
import { type TestBoot, testTree } from './test-actors.ts'

await runThread(async (boot: TestBoot) => {
  if (boot.kind === 'broken') throw new TypeError('this thread cannot be built')
  if (boot.kind === 'actors') return { tree: testTree(boot) }
  const system = systems.find(({ name }) => name === boot.system)
  if (system === undefined) throw new Error(`the scenario has no system ${boot.system}`)
  return { tree: system.tree }
})
