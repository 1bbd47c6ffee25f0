/** The code of every thread of a cluster: a broker or the controllers, as its boot data say. */
import { brokerTree, controllersTree } from '../actors/supervision.ts'
import type { Boot } from '../cluster-config/boot.ts'
import { loadCodecs } from '../runtime/platform/codecs.ts'
import { runThread } from '../runtime/threads/thread-main.ts'

await runThread(async (boot: Boot) => {
  const codecs = await loadCodecs()
  return boot.kind === 'broker' ? brokerTree(boot, codecs) : controllersTree(boot, codecs)
})
