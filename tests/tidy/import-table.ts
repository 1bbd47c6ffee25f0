/** Who may import what. Anything that is not listed here is forbidden. */

/** Paths end in `/` or name one file; `type` in front allows `import type` only. */
type Row = { from: string[]; may: string[] }

const runtimeCore = ['runtime/*', 'runtime/doors/', 'runtime/ports/']
const codecPackages = ['@node-rs/crc32', '@bokuweb/zstd-wasm', 'crc-32', 'lz4-napi', 'snappyjs']

/** The first row whose `from` fits decides. `x/*` is the folder without its sub-folders. */
export const importTable: Row[] = [
  { from: ['index.ts', 'cli/', 'tests/', 'bench/', 'examples/', 'scripts/'], may: ['everything'] },
  { from: ['runtime/index.ts'], may: ['runtime/'] },
  { from: ['runtime/threads/'], may: ['runtime/', 'node:', 'comlink', 'piscina', 'msgpackr'] },
  { from: ['runtime/simulator/'], may: [...runtimeCore, 'runtime/simulator/', 'msgpackr'] },
  {
    from: ['runtime/platform/', 'runtime/processes/'],
    may: ['runtime/', 'node:', 'msgpackr', 'xxhash-wasm', ...codecPackages],
  },
  { from: runtimeCore, may: runtimeCore },
  { from: ['protocol/'], may: ['protocol/', 'type runtime/ports/codecs.ts'] },
  {
    from: ['log/'],
    may: ['log/', 'protocol/', 'type runtime/ports/', 'runtime/assert.ts'],
  },
  { from: ['cluster-config/'], may: ['cluster-config/', 'protocol/errors.ts'] },
  {
    from: ['actors/connection/'],
    may: [
      'actors/connection/',
      'actors/metadata/', // values that all actors share; no actor
      'type actors/',
      'protocol/',
      'log/',
      'cluster-config/',
      ...runtimeCore,
    ],
  },
  { from: ['actors/'], may: ['actors/', 'protocol/', 'log/', 'cluster-config/', ...runtimeCore] },
  {
    from: ['control/'],
    may: ['control/', 'runtime/', 'type actors/', 'cluster-config/', 'node:', 'hono', '@hono/'],
  },
  // Assembles a running cluster out of everything but the command line.
  {
    from: ['cluster/'],
    may: ['cluster/', 'protocol/', 'cluster-config/', 'actors/', 'control/', 'node:', 'runtime/'],
  },
  {
    from: ['experiments/'],
    may: [
      'experiments/',
      'protocol/',
      'log/',
      'cluster-config/',
      'actors/',
      'control/',
      ...runtimeCore,
      'runtime/simulator/',
      'runtime/platform/',
      'runtime/processes/',
    ],
  },
  { from: ['dashboard/'], may: ['dashboard/', 'type runtime/trace.ts'] },
]
