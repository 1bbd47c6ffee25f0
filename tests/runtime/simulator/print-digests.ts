/** Prints the history hashes of a few towns: a program of its own, for another runtime. */
import { loadXxh } from '../../../runtime/platform/xxh.ts'
import { town } from './town.ts'

const xxh = await loadXxh()
for (const seed of [1, 2, 3]) {
  const { history } = town(seed, xxh, { wire: seed === 3 }).simulator
  console.log(`${seed} ${history.count} ${history.digest()}`)
}
