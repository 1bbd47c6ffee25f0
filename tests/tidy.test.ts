/** Style is a test: each check finds what is planted, and finds nothing in the tree. */
import process from 'node:process'
import { assert, suite } from './harness.ts'
import { checkBannedWords, checkObjectIteration } from './tidy/determinism.ts'
import { objectWalks, testedThrough } from './tidy/exemptions.ts'
import { checkImports } from './tidy/imports.ts'
import { checkMailboxes } from './tidy/mailbox.ts'
import { checkTestsExist } from './tidy/mirror.ts'
import {
  checkFileLengths,
  checkFolderSizes,
  checkFunctionLengths,
  checkLineLengths,
} from './tidy/sizes.ts'
import { type Check, sourceFile, type Violation } from './tidy/source.ts'
import { readTree } from './tidy/tree.ts'
import { checkAny, checkFirstSentences, checkLeftOpen, checkMachineNames } from './tidy/words.ts'

const test = suite('tidy')

const walksNone: Check = (files) => checkObjectIteration(files, [])
const mirror: Check = (files) => checkTestsExist(files, [])

type Plant = [path: string, text: string]
const body = (lines: number) => '  next()\n'.repeat(lines)
const actor = (method: string) => `export class Replica extends Actor {\n  ${method} {\n  }\n}\n`

/** Texts that a check must refuse, all of them, and texts that it must let pass. */
const plants: [claim: string, check: Check, refused: Plant[], passed: Plant[]][] = [
  [
    'a clock, chance, waiting or a node: module in deterministic code is found',
    checkBannedWords,
    [
      ['actors/partition/isr.ts', 'const nowMs = Date.now()'],
      ['actors/a.ts', `const text = \`at \${new Date()}\``],
      ['actors/a.ts', 'const share = 1 / 2 / Math.random()'],
      ['log/segment.ts', 'export async function read() {}'],
      ['log/segment.ts', 'const read = () => Promise.resolve()'],
      ['protocol/a.ts', "import { Buffer } from 'node:buffer'"],
      ['protocol/a.ts', "const { hrtime } = await import('node:process')"],
      ['runtime/timer.ts', 'setTimeout(run, 10)'],
      ['runtime/timer.ts', 'queueMicrotask(run)'],
      ['runtime/ports/clock.ts', 'const nowMs = performance.now()'],
      ['runtime/simulator/disk.ts', 'const id = crypto.randomUUID()'],
      ['actors/a.ts', 'if (process.argv.length > 2) run()'],
      ['actors/a.ts', 'names.sort((a, b) => a.localeCompare(b))'],
      ['actors/a.ts', 'const clock = globalThis["Da" + "te"]'],
    ],
    [
      ['actors/a.ts', '// no Date.now() here\nconst text = "Date and Promise"'],
      ['actors/a.ts', 'const isolation = `process`'],
      ['actors/a.ts', 'const one = /await [/]/.test(text)'],
      ['actors/a.ts', 'const updateDate = record.process'],
      ['runtime/threads/host.ts', 'const nowMs = Date.now()'],
      ['runtime/simulator/banned-globals.ts', "const banned = [Date, 'performance']"],
      ['cli/main.ts', 'await start(process.argv)'],
    ],
  ],
  [
    'a walk over a plain object in deterministic code is found',
    walksNone,
    [
      ['actors/a.ts', 'for (const name in settings) use(name)'],
      ['actors/a.ts', 'for (const [name] of Object.entries(settings)) use(name)'],
      ['log/a.ts', 'const names = Object.keys(settings)'],
      ['runtime/a.ts', 'Object.values(settings).forEach(use)'],
    ],
    [
      ['actors/a.ts', 'for (const name of settings.keys()) use(name)'],
      ['actors/a.ts', 'for (const one of inSync) use(one)'],
      ['cli/a.ts', 'Object.keys(settings)'],
    ],
  ],
  [
    'an import against the table of directions is found',
    checkImports,
    [
      ['protocol/a.ts', "import { assert } from '../runtime/assert.ts'"],
      ['protocol/a.ts', "import { codecs } from '../runtime/ports/codecs.ts'"],
      ['protocol/a.ts', "export * from '../log/segment.ts'"],
      ['runtime/a.ts', "import { errors } from '../protocol/errors.ts'"],
      ['runtime/a.ts', "import { pack } from 'msgpackr'"],
      ['runtime/a.ts', "import './threads/host.ts'"],
      ['runtime/simulator/a.ts', "import { host } from '../threads/host.ts'"],
      ['runtime/simulator/a.ts', "import xxhash from 'xxhash-wasm'"],
      ['log/a.ts', "import {\n  disk,\n} from '../runtime/ports/disk.ts'"],
      ['cluster-config/a.ts', "import { z } from 'zod'"],
      ['actors/a.ts', "import { host } from '../runtime/threads/host.ts'"],
      ['actors/connection/a.ts', "import { Replica } from '../partition/replica.ts'"],
      ['control/a.ts', "import { Replica } from '../actors/partition/replica.ts'"],
      ['experiments/a.ts', "import { host } from '../runtime/threads/host.ts'"],
      ['dashboard/a.ts', "import { trace } from '../runtime/trace.ts'"],
      ['actors/a.ts', "const { z } = await import('zod')"],
      ['utils/a.ts', 'export const one = 1'],
    ],
    [
      ['protocol/messages/a.ts', "import { int16 } from '../schema.ts'"],
      ['protocol/a.ts', "import type { Codecs } from '../runtime/ports/codecs.ts'"],
      ['runtime/threads/a.ts', "import { wrap } from 'comlink/dist/esm/node-adapter.mjs'"],
      ['log/a.ts', "import type { Disk } from '../runtime/ports/disk.ts'"],
      ['actors/connection/a.ts', "import type { Replica } from '../partition/replica.ts'"],
      ['actors/a.ts', "// import { z } from 'zod'\nconst text = \"import { z } from 'zod'\""],
      ['cli/a.ts', "import { Command } from 'commander'"],
    ],
  ],
  [
    'a file of more than 400 lines is found',
    checkFileLengths,
    [['cli/a.ts', 'one()\n'.repeat(401)]],
    [['cli/a.ts', 'one()\n'.repeat(400)]],
  ],
  [
    'a line of more than 100 columns is found',
    checkLineLengths,
    [['cli/a.ts', `const text = '${'x'.repeat(100)}'`]],
    [['cli/a.ts', 'x'.repeat(100)]],
  ],
  [
    'a function of more than 70 lines is found, however it is declared',
    checkFunctionLengths,
    [
      ['cli/a.ts', `export async function run(): Promise<void> {\n${body(69)}}\n`],
      ['cli/a.ts', `export const run = (one: string) => {\n${body(69)}}\n`],
      ['cli/a.ts', `run(\n  one,\n  () => {\n${body(69)}  }\n)\n`],
      ['cli/a.ts', `class A {\n  private run(one: () => void): void {\n${body(69)}  }\n}\n`],
      ['cli/a.ts', `class A {\n  run<T>(\n    one: T,\n  ): T {\n${body(67)}  }\n}\n`],
      ['cli/a.ts', `class A {\n  constructor() {\n${body(69)}  }\n}\n`],
      ['cli/a.ts', `function* run(one = '{') {\n${body(69)}}\n`],
    ],
    [
      ['cli/a.ts', `export function run() {\n${body(68)}}\n`],
      ['cli/a.ts', `class A {\n${body(90)}}\n`],
      ['cli/a.ts', `if (one(two)) {\n${body(90)}}\n`],
      ['cli/a.ts', `export const table = define({\n${body(90)}})\n`],
    ],
  ],
  [
    'the type any outside of runtime/ is found',
    checkAny,
    [
      ['cli/a.ts', 'const one: any = 1'],
      ['cli/a.ts', 'use(one as any)'],
      ['cli/a.ts', 'const all: Map<string, any> = new Map()'],
      ['cli/a.ts', 'type Many = Array<any>'],
    ],
    [
      ['runtime/stubs.ts', 'const one: any = 1'],
      ['cli/a.ts', '// any of them\nconst any = list.any()'],
    ],
  ],
  [
    'a word that says that work is left is found, also in a comment',
    checkLeftOpen,
    ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].map((word): Plant => ['cli/a.ts', `// ${word}: later`]),
    [['cli/a.ts', 'const todoList = []']],
  ],
  [
    'a file that does not begin with a sentence is found',
    checkFirstSentences,
    [
      ['cli/a.ts', "import { one } from './one.ts'\n"],
      ['cli/a.ts', '/** main */\nrun()\n'],
      ['cli/a.ts', '// biome-ignore\nrun()\n'],
    ],
    [
      ['cli/a.ts', '/** Starts the cluster (docs/a/b.md). */\nrun()\n'],
      ['cli/a.ts', '/**\n * Produce (key 0): append batches.\n */\nrun()\n'],
      ['cli/a.ts', '#!/usr/bin/env node\n// Starts the cluster.\nrun()\n'],
    ],
  ],
  [
    'a registry host or a path of somebody’s machine is found in any file',
    checkMachineNames,
    [
      ['package-lock.json', `"resolved": "https://registry.npmjs.${'org'}/yaml"`],
      ['docs/a.md', `run it in ${'/root'}/highwater`],
      ['.ci/run', `cd ${'/home'}/me/highwater`],
    ],
    [
      ['docs/a.md', 'see runtime/network/home/a.ts and https://example.org/work/x'],
      ['a.sh', 'cd /tmp/x; ls ./root/x'],
    ],
  ],
  [
    'a source file without a test is found',
    mirror,
    [['log/segment.ts', 'export const one = 1']],
    [
      ['log/types.ts', 'export type One = 1'],
      ['scripts/one.ts', 'export const one = 1'],
    ],
  ],
  [
    'a public method of an actor that is no message is found',
    checkMailboxes,
    [
      ['actors/a.ts', actor('append(one: One, two: Two): void')],
      ['actors/a.ts', actor('append(\n    one: One,\n    two: Two,\n  ): void')],
      ['actors/a.ts', actor('async append(one: One): Promise<void>')],
      ['actors/a.ts', actor('append(one: One): number')],
      ['actors/a.ts', actor('append(one: One): void | Promise<void>')],
      ['actors/a.ts', actor('append({ one }: One)')],
      ['actors/a.ts', actor('*append(one: One): Workflow<void>')],
    ],
    [
      ['actors/a.ts', actor('append({ one, two }: { one: One; two: Map<A, B> }): void')],
      ['actors/a.ts', actor('checkIsr(): void')],
      ['actors/a.ts', actor('private append(one: One, two: Two): number')],
      ['actors/a.ts', actor('constructor(ctx: Context, one: One)')],
      ['actors/a.ts', actor('protected override invariants(): void')],
      ['actors/a.ts', 'export class Log {\n  append(one: One, two: Two): number {\n  }\n}\n'],
    ],
  ],
]
for (const [claim, check, refused, passed] of plants) {
  test(claim, () => {
    for (const [path, text] of refused) {
      const [first] = check([sourceFile(path, text)])
      assert.is(first?.path, path, `not found in ${path}: ${text}`)
    }
    for (const [path, text] of passed) {
      assert.is(listed(check([sourceFile(path, text)])), '', `found in: ${text}`)
    }
  })
}

test('a folder of more than 25 entries is found, except the tables of one file per API', () => {
  const folder = (name: string) =>
    Array.from({ length: 26 }, (_, key) => sourceFile(`${name}/${key}.ts`, ''))
  assert.is(checkFolderSizes(folder('actors/group')).length, 1)
  assert.is(checkFolderSizes(folder('actors/group').slice(1)).length, 0)
  assert.is(checkFolderSizes(folder('protocol/messages')).length, 0)
})

test('a test at the mirrored path or named in the table is accepted, an idle row is not', () => {
  const source = sourceFile('log/segment.ts', 'export const one = 1')
  const row = { source: source.path, test: 'tests/log/partition-log.test.ts' }
  assert.is(listed(mirror([source, sourceFile('tests/log/segment.test.ts', '')])), '')
  assert.is(listed(checkTestsExist([source, sourceFile(row.test, '')], [row])), '')
  assert.is(checkTestsExist([source], [row]).length, 1, 'the test it names does not exist')
  assert.is(checkTestsExist([], [row]).length, 1, 'the file it names does not exist')
})

test('a planted line is named by its number', () => {
  const planted = sourceFile('actors/a.ts', '/* one\ntwo */\n\nconst nowMs = Date.now()\n')
  assert.equal(checkBannedWords([planted]), [{ path: 'actors/a.ts', line: 4, says: 'names Date' }])
})

const tree = readTree(process.cwd())
const checks: [string, Check][] = [
  ['names no clock, chance or waiting in deterministic code', checkBannedWords],
  [
    'walks no plain object in deterministic code',
    (files) => checkObjectIteration(files, objectWalks),
  ],
  ['imports only in the directions of the table', checkImports],
  ['has no file of more than 400 lines', checkFileLengths],
  ['has no line of more than 100 columns', checkLineLengths],
  ['has no function of more than 70 lines', checkFunctionLengths],
  ['has no folder of more than 25 entries', checkFolderSizes],
  ['has no type any outside of runtime/', checkAny],
  ['says nowhere that work is left', checkLeftOpen],
  ['begins every file with a sentence', checkFirstSentences],
  ['names no registry host and no path of a machine', checkMachineNames],
  ['has a test for every source file', (files) => checkTestsExist(files, testedThrough)],
  ['has actors whose public methods are messages', checkMailboxes],
]
for (const [claim, check] of checks) {
  test(`the tree ${claim}`, () => {
    const found = check(tree)
    assert.is(found.length, 0, `${found.length} found\n${listed(found)}`)
  })
}

function listed(violations: Violation[]): string {
  return violations.map(({ path, line, says }) => `${path}:${line} ${says}`).join('\n')
}

test.run()
