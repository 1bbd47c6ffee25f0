/** Finds the imports of a file and compares them with the table of import directions. */
import { posix } from 'node:path'
import { importTable } from './import-table.ts'
import { lineAt, type SourceFile, type Violation } from './source.ts'

type Import = { target: string; typeOnly: boolean; line: number }

// The code has its strings blanked, so only real imports match; the text then gives the name.
const importPattern =
  /\b(?:(import|export)\s+(type\s)?[^'";]*?\bfrom\s*|import\s*\(?\s*)(['"])( *)\3/g

export function importsOf({ path, text, code }: SourceFile): Import[] {
  return [...code.matchAll(importPattern)].map((match) => {
    const end = match.index + match[0].length - 1
    const name = text.slice(end - (match[4] ?? '').length, end)
    const target = name.startsWith('.') ? posix.join(posix.dirname(path), name) : name
    return { target, typeOnly: match[2] !== undefined, line: lineAt(code, match.index) }
  })
}

export function checkImports(files: SourceFile[]): Violation[] {
  return files.filter(({ path }) => path.endsWith('.ts')).flatMap(checkFile)
}

function checkFile(file: SourceFile): Violation[] {
  const { path } = file
  const row = importTable.find(({ from }) => from.some((pattern) => fits(pattern, path)))
  if (row === undefined) {
    return [{ path, line: 1, says: 'lies in a folder that the table of imports does not name' }]
  }
  if (row.may.includes('everything')) return []
  return importsOf(file)
    .filter((found) => !row.may.some((allowed) => allows(allowed, found)))
    .map(({ target, typeOnly, line }) => {
      const what = typeOnly ? `the types of ${target}` : target
      return { path, line, says: `may not import ${what}` }
    })
}

function allows(allowed: string, { target, typeOnly }: Import): boolean {
  if (!allowed.startsWith('type ')) return fits(allowed, target)
  return typeOnly && fits(allowed.slice('type '.length), target)
}

function fits(pattern: string, path: string): boolean {
  if (pattern.endsWith('/*')) return posix.dirname(path) === pattern.slice(0, -2)
  if (pattern.endsWith('/') || pattern.endsWith(':')) return path.startsWith(pattern)
  return path === pattern || (!pattern.endsWith('.ts') && path.startsWith(`${pattern}/`))
}
