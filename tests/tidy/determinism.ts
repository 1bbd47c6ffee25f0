/** Keeps clocks, chance, waiting and unordered iteration out of the code that must replay. */
import { posix } from 'node:path'
import { importsOf } from './imports.ts'
import { type SourceFile, type Violation, violationsOf } from './source.ts'

const folders = ['actors/', 'log/', 'protocol/', 'runtime/ports/', 'runtime/simulator/']

/** Names every banned global, so that the simulator can make each of them throw. */
const bannedGlobals = 'runtime/simulator/banned-globals.ts'

const globals = [
  'async',
  'await',
  'Promise',
  'Date',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'process',
  'crypto',
  'Intl',
  'globalThis',
  'WeakRef',
  'FinalizationRegistry',
]
const bannedWord = new RegExp(
  `(?<![\\w$.])(?:${globals.join('|')})(?![\\w$])|\\bMath\\s*\\.\\s*random\\b` +
    '|\\.\\s*(?:localeCompare|toLocale\\w+)\\b|\\b(?:Math|globalThis)\\s*\\[',
  'g',
)
const objectIteration = new RegExp(
  '\\bfor\\s*\\(\\s*(?:const|let|var)\\s[^;()]*?\\sin\\s' +
    '|\\b(?:Object|Reflect)\\s*\\.\\s*(?:keys|values|entries|ownKeys|getOwnPropertyNames)\\b',
  'g',
)

export function isDeterministic(path: string): boolean {
  if (!path.endsWith('.ts')) return false
  if (posix.dirname(path) === 'runtime') return path !== 'runtime/index.ts'
  return folders.some((folder) => path.startsWith(folder))
}

export function checkBannedWords(files: SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => isDeterministic(path) && path !== bannedGlobals)
    .flatMap((file) => [
      ...violationsOf(file, file.code, bannedWord, ([word]) => `names ${word}`),
      ...importsOf(file)
        .filter(({ target }) => target.startsWith('node:'))
        .map(({ target, line }) => ({ path: file.path, line, says: `names ${target}` })),
    ])
}

/** Where a plain object is walked on purpose, with the reason why its order cannot differ. */
export type Allowed = { path: string; because: string }

export function checkObjectIteration(files: SourceFile[], allowed: Allowed[]): Violation[] {
  const found = files
    .filter(({ path }) => isDeterministic(path))
    .flatMap((file) =>
      violationsOf(file, file.code, objectIteration, ([what]) => `walks a plain object: ${what}`),
    )
  const idle = allowed
    .filter((row) => !found.some(({ path }) => path === row.path))
    .map(({ path }) => ({ path, line: 1, says: 'walks no plain object, but is let pass' }))
  return [...found.filter(({ path }) => !allowed.some((row) => row.path === path)), ...idle]
}
