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

// One comment, before anything else, with at least three words and a full stop or colon.
const block = '/\\*\\*?[\\s*]*\\S+\\s+\\S+\\s+\\S[^/]*?[.:][\\s\\S]*?\\*/'
const lines = '// *\\S+ +\\S+ +\\S.*(?:\\n//.*)*?[.:]'
const firstSentence = new RegExp(`^(?:#!.*\\n)?(?:${block}|${lines})`)

export function checkFirstSentences(files: SourceFile[]): Violation[] {
  return files
    .filter((file) => isCode(file) && !firstSentence.test(file.text))
    .map(({ path }) => ({ path, line: 1, says: 'does not begin with a sentence on what it is' }))
}
