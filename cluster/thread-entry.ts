/** The code of every thread of a cluster: a broker or the controllers, as its boot data say. */
import { brokerTree, controllersTree } from '../actors/supervision.ts'
import type { Boot } from '../cluster-config/boot.ts'
import { loadCodecs } from '../runtime/platform/codecs.ts'
import { FileDisk } from '../runtime/threads/file-disk.ts'
import { runThread } from '../runtime/threads/thread-main.ts'

await runThread(async (boot: Boot, compute) => {
  const codecs = await loadCodecs()
  const tree = boot.kind === 'broker' ? brokerTree(boot, codecs) : controllersTree(boot, codecs)
  const { storage } = boot
  if (storage === null) return { tree }
  const { directory, keep } = storage
  const scanElsewhere = (name: string, path: string, input: unknown) =>
    compute({ name, path, input })
  return { tree, disk: new FileDisk(directory, { keep, scanElsewhere }) }
})
