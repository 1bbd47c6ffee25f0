/** Every source file has its test: the same path below tests/, or a test named in the table. */
import type { SourceFile, Violation } from './source.ts'

const folders = [
  'actors/',
  'cli/',
  'cluster-config/',
  'cluster/',
  'control/',
  'dashboard/',
  'experiments/',
  'log/',
  'protocol/',
  'runtime/',
]

/** `source` is a file, or a folder with `/` at its end. */
export type TestedThrough = { source: string; test: string }

export function checkTestsExist(files: SourceFile[], through: TestedThrough[]): Violation[] {
  const paths = new Set(files.map(({ path }) => path))
  const missing = files
    .filter((file) => needsTest(file))
    .filter(({ path }) => !paths.has(`tests/${path.replace(/\.ts$/, '.test.ts')}`))
    .filter(({ path }) => !through.some((row) => covers(row, path) && paths.has(row.test)))
    .map(({ path }) => ({ path, line: 1, says: 'has no test' }))
  const idle = through
    .filter((row) => !files.some(({ path }) => covers(row, path)))
    .map(({ source, test }) => ({ path: test, line: 1, says: `no file fits the row ${source}` }))
  return [...missing, ...idle]
}

function covers({ source }: TestedThrough, path: string): boolean {
  return source.endsWith('/') ? path.startsWith(source) : path === source
}

// A file of types alone has nothing to run, and a file that only exports others neither.
function needsTest({ path, code }: SourceFile): boolean {
  const isCode = path.endsWith('.ts') && !path.endsWith('.d.ts')
  const isProduct = isCode && folders.some((folder) => path.startsWith(folder))
  return isProduct && /\b(?:function|class|const|let)\b/.test(code)
}
