/** `npm run build`: the bundles, and beside them the declarations of what is exported. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { bundle } from './bundle.mjs'
import { ensureInstalled } from './install.mjs'
import { fromRoot, root } from './up-to-date.mjs'

ensureInstalled()
await bundle()

const exported = ['index.ts', 'runtime/index.ts'].filter((path) => existsSync(fromRoot(path)))
if (exported.length > 0) {
  const { status } = spawnSync(
    process.execPath,
    [fromRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.exports.json'],
    { cwd: root, stdio: 'inherit' },
  )
  process.exitCode = status ?? 1
}
