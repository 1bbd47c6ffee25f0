/** Limits on files, lines, functions and folders. */
import { posix } from 'node:path'
import type { SourceFile, Violation } from './source.ts'

const fileLinesMax = 400
const functionLinesMax = 70
const columnsMax = 100
const folderEntriesMax = 25

/** Uniform tables, one file per API. Their tests mirror them; data folders hold no code. */
const largeFolders = ['protocol/messages', 'actors/connection/requests']
const dataFolders = ['tests/golden', 'tests/fuzz/corpus']

const isCode = ({ path }: SourceFile) => /\.(ts|mjs)$/.test(path)

export function checkFileLengths(files: SourceFile[]): Violation[] {
  return files.filter(isCode).flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length
    if (lines <= fileLinesMax) return []
    return [{ path, line: lines, says: `has ${lines} lines, more than ${fileLinesMax}` }]
  })
}

export function checkLineLengths(files: SourceFile[]): Violation[] {
  return files.filter(isCode).flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const columns = [...line].length
      if (columns <= columnsMax) return []
      return [{ path, line: index + 1, says: `has ${columns} columns, more than ${columnsMax}` }]
    }),
  )
}

export function checkFunctionLengths(files: SourceFile[]): Violation[] {
  return files.filter(isCode).flatMap(({ path, code }) =>
    functionsOf(code)
      .filter(({ lines }) => lines > functionLinesMax)
      .map(({ line, lines }) => {
        return { path, line, says: `a function of ${lines} lines, more than ${functionLinesMax}` }
      }),
  )
}

type FunctionLines = { line: number; lines: number }

const controlFlow = /^(?:\}\s*)?(?:if|else|for|while|switch|catch|do|try|return|with)\b/
const method =
  /^(?:(?:private|protected|public|static|override|async|get|set)\s+|\*\s*)*[#\w$]+[(<]/

/** Relies on the formatter: what opens at one indentation closes at the same. */
export function functionsOf(code: string): FunctionLines[] {
  const lines = code.split('\n').map((line) => line.trimEnd())
  const found: FunctionLines[] = []
  lines.forEach((line, opening) => {
    if (!line.endsWith('{')) return
    const indent = indentOf(line)
    const start = line.trimStart().startsWith(')') ? headOf(lines, opening, indent) : opening
    const signature = lines
      .slice(start, opening + 1)
      .join(' ')
      .trim()
    if (!opensFunction(signature)) return
    const length = lines.slice(opening + 1).findIndex((next) => closes(next, indent))
    if (length !== -1) found.push({ line: start + 1, lines: opening - start + length + 2 })
  })
  return found
}

function opensFunction(signature: string): boolean {
  if (/=>\s*\{$/.test(signature)) return true
  if (controlFlow.test(signature)) return false
  const isDeclared = /\bfunction\b/.test(signature) || method.test(signature)
  return isDeclared && openParentheses(signature) === 0
}

function headOf(lines: string[], from: number, indent: number): number {
  let at = from - 1
  while (at > 0 && (lines[at] === '' || indentOf(lines[at] ?? '') > indent)) at--
  return at
}

function closes(line: string, indent: number): boolean {
  return line !== '' && indentOf(line) === indent && line.trimStart().startsWith('}')
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

function openParentheses(text: string): number {
  return text.split('(').length - text.split(')').length
}

export function checkFolderSizes(files: SourceFile[]): Violation[] {
  const entries = new Map<string, Set<string>>()
  for (const { path } of files) {
    if (dataFolders.some((folder) => path.startsWith(`${folder}/`))) continue
    for (let child = path; child !== '.'; child = posix.dirname(child)) {
      const folder = posix.dirname(child)
      const names = entries.get(folder) ?? new Set()
      if (!posix.basename(child).startsWith('.')) names.add(child)
      entries.set(folder, names)
    }
  }
  return [...entries].flatMap(([path, { size }]) => {
    const isLarge = largeFolders.includes(path.replace(/^tests\//, ''))
    if (size <= folderEntriesMax || isLarge) return []
    return [{ path, line: 0, says: `has ${size} entries, more than ${folderEntriesMax}` }]
  })
}
