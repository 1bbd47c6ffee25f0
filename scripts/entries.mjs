/** What `dist/` holds: one bundle per entry, for each whose source exists. */
export const entries = [
  { name: 'main', source: 'cli/main.ts' },
  { name: 'broker-thread', source: 'cli/threads/broker-thread.ts' },
  { name: 'pool-worker', source: 'runtime/threads/pool-worker.ts' },
  { name: 'index', source: 'index.ts' },
  { name: 'runtime', source: 'runtime/index.ts' },
]

/** Not bundled: native code, WebAssembly beside its loader, and what starts a file of its own. */
export const external = ['@node-rs/crc32', 'lz4-napi', '@bokuweb/zstd-wasm', 'piscina']

/** Whatever the bundles are made of; a change below these makes them stale. */
export const sources = [
  'actors',
  'cli',
  'cluster-config',
  'control',
  'dashboard',
  'experiments',
  'index.ts',
  'log',
  'package-lock.json',
  'protocol',
  'runtime',
  'scripts/bundle.mjs',
  'scripts/entries.mjs',
]
