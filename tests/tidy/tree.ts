/** Reads the tree that the tidy checks look at: every text file but what is built or installed. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type SourceFile, sourceFile } from './source.ts'

const leftOut = new Set(['.git', '.build', 'dist', 'node_modules'])
const textBytesMax = 1_000_000

/** Paths are from `root`, with `/`. */
export function readTree(root: string, under = ''): SourceFile[] {
  const files: SourceFile[] = []
  for (const entry of readdirSync(join(root, under), { withFileTypes: true })) {
    const path = under === '' ? entry.name : `${under}/${entry.name}`
    if (leftOut.has(entry.name) || entry.name.endsWith('.log')) continue
    if (entry.isDirectory()) files.push(...readTree(root, path))
    if (!entry.isFile() || statSync(join(root, path)).size > textBytesMax) continue
    const bytes = readFileSync(join(root, path))
    if (!bytes.includes(0)) files.push(sourceFile(path, bytes.toString('utf8')))
  }
  return files
}
