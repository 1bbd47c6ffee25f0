/** Compiles every TypeScript file into .build/, where tests and scripts run from on Node 20. */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import process from 'node:process'
import { fromRoot, isUpToDate, onDeno, root, writeStamp } from './up-to-date.mjs'

const stamp = fromRoot('.build', 'compiled.stamp')

/** Returns what the type checker said, empty when all is well. Wrong types do not stop it. */
export function compile() {
  if (onDeno || isUpToDate(stamp, ['.'])) return ''
  const startMs = Date.now()
  mkdirSync(fromRoot('.build'), { recursive: true })
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [fromRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', fromRoot('tsconfig.json')],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  if (error) throw error
  if (status === 0) writeStamp(stamp, startMs)
  else return `${stdout}${stderr}`.trim() || `tsc ended with ${status}`
  return ''
}
