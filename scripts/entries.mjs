/** What `dist/` holds: one bundle per entry, for each whose source exists. */
import { readdirSync } from 'node:fs'
import { root } from './up-to-date.mjs'

export const entries = [
  { name: 'main', source: 'cli/main.ts' },
  { name: 'thread-entry', source: 'cluster/thread-entry.ts' },
  { name: 'pool-entry', source: 'cluster/pool-entry.ts' },
  { name: 'seed-entry', source: 'cli/check/seed-entry.ts' },
  { name: 'index', source: 'index.ts' },
  { name: 'runtime', source: 'runtime/index.ts' },
]

/** Not bundled: native code, WebAssembly beside its loader, and what starts a file of its own. */
export const external = ['@node-rs/crc32', 'lz4-napi', '@bokuweb/zstd-wasm', 'piscina']

/** Whatever the bundles are made of; a change below these makes them stale. */
export function bundleSources() {
  const folders = readdirSync(root).filter((name) => !name.includes('.') && !notBundled.has(name))
  return [...folders, 'index.ts', 'package-lock.json', 'scripts/bundle.mjs', 'scripts/entries.mjs']
}

const notBundled = new Set([
  'bench',
  'dist',
  'docs',
  'examples',
  'node_modules',
  'scripts',
  'tests',
])
