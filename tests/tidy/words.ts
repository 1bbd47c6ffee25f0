/** Words that must not stand in the tree, and the sentence that every source file begins with. */
import { type SourceFile, type Violation, violationsOf } from './source.ts'

const isCode = ({ path }: SourceFile) => /\.(ts|mjs)$/.test(path)

const anyType = /(?:[:<|&=]|\bas\b|\bkeyof\b)\s*any\b(?!\s*\()|,\s*any\s*(?=>)|\bany\[\]/g

export function checkAny(files: SourceFile[]): Violation[] {
  return files
    .filter((file) => isCode(file) && !file.path.startsWith('runtime/'))
    .flatMap((file) => violationsOf(file, file.code, anyType, () => 'uses the type `any`'))
}

// Put together from halves, so that this file does not hold what it forbids.
const leftOpen = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`, 'g')

export function checkLeftOpen(files: SourceFile[]): Violation[] {
  return files
    .filter((file) => isCode(file) || /\.(sh|md|html|css)$/.test(file.path))
    .flatMap((file) => violationsOf(file, file.text, leftOpen, ([word]) => `says ${word}`))
}

const registries = [
  ['registry.npmjs', 'org'],
  ['registry.yarnpkg', 'com'],
  ['npm.jsr', 'io'],
  ['pypi', 'org'],
  ['files.pythonhosted', 'org'],
  ['proxy.golang', 'org'],
  ['repo1.maven', 'org'],
  ['repo.maven.apache', 'org'],
  ['index.crates', 'io'],
]
const registryHost = new RegExp(
  registries.map((parts) => parts.join('.').replaceAll('.', '\\.')).join('|'),
  'g',
)
const machinePath = new RegExp(`(?<![\\w.\\-/])/(?:${'work'}|root|home|Users)/[\\w.]`, 'g')

export function checkMachineNames(files: SourceFile[]): Violation[] {
  return files.flatMap((file) => [
    ...violationsOf(file, file.text, registryHost, ([host]) => `names the registry ${host}`),
    ...violationsOf(file, file.text, machinePath, ([path]) => `names a machine's path: ${path}…`),
  ])
}

export function checkFirstSentences(files: SourceFile[]): Violation[] {
  return files
    .filter((file) => isCode(file) && !isSentence(firstComment(file.text)))
    .map(({ path }) => ({ path, line: 1, says: 'does not begin with a sentence on what it is' }))
}

/** Without its signs; empty where something else comes first. */
function firstComment(text: string): string {
  const [, block, lines] = /^(?:#!.*\n)?(?:\/\*([\s\S]*?)\*\/|((?:\/\/.*\n)+))/.exec(text) ?? []
  return (block ?? lines ?? '').replace(/^[\s*/]+/gm, '').trim()
}

/** Three words at least, with a full stop or a colon after them. */
function isSentence(text: string): boolean {
  return /^\S+\s+\S+\s+\S[\s\S]*[.:]/.test(text)
}
