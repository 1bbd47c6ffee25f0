/** Finds the test files: all of them, or those that a path or a part of a path names. */
import { readdirSync } from 'node:fs'
import { sep } from 'node:path'
import { fromRoot } from './up-to-date.mjs'

/** Paths from the root with `/`, sorted, such as `tests/log/segment.test.ts`. */
export function testFiles(wanted) {
  const all = readdirSync(fromRoot('tests'), { recursive: true })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => `tests/${path.split(sep).join('/')}`)
    .sort()
  return wanted.length === 0
    ? all
    : all.filter((path) => wanted.some((part) => path.includes(part)))
}
