/** Installs the packages when they are missing or older than the lock file; else two stat calls. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, utimesSync } from 'node:fs'
import process from 'node:process'
import { changedMs, fromRoot, root } from './up-to-date.mjs'

const wanted = fromRoot('package-lock.json')
const installed = fromRoot('node_modules', '.package-lock.json')

export function ensureInstalled() {
  if (changedMs(installed) >= changedMs(wanted)) return
  if (existsSync(installed) && sameVersions()) {
    const now = new Date()
    return utimesSync(installed, now, now)
  }
  console.error('highwater: installing packages …')
  const npm = process.env.npm_execpath
  const [command, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
  const { status, error } = spawnSync(
    command,
    [...first, 'ci', '--ignore-scripts', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32' && command === 'npm',
    },
  )
  if (status === 0) return
  console.error(`highwater: npm ci failed (${error?.message ?? `exit ${status}`}); run it by hand`)
  process.exit(1)
}

/** npm and git both write a lock file anew that names what is installed already. */
function sameVersions() {
  const have = packagesOf(installed)
  return Object.entries(packagesOf(wanted)).every(
    ([path, { version, optional }]) =>
      path === '' || have[path]?.version === version || (optional && !have[path]),
  )
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages
}
