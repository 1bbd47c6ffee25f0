/** Runs the command line as a child process, as people do. */
import { type ChildProcess, spawn } from 'node:child_process'
import { extname } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** Beside the tests in the same form, compiled or not. */
const main = fileURLToPath(new URL(`../../cli/main${extname(import.meta.url)}`, import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string | Uint8Array
  readonly env?: { readonly [name: string]: string }
  readonly cwd?: string
}

export interface Running {
  readonly child: ChildProcess
  /** Settles with the first line on standard output. */
  readonly firstLine: Promise<string>
  readonly ended: Promise<Ran>
}

export function startCli(words: readonly string[], options: RunOptions = {}): Running {
  const { input = '', env = {}, cwd = process.cwd() } = options
  const child = spawn(process.execPath, [main, ...words], {
    cwd,
    env: { ...withoutOurs(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => {}) // it may end without reading all
  child.stdin.end(input)
  let stdout = ''
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (stdout.includes('\n')) resolve(stdout.slice(0, stdout.indexOf('\n')))
    })
    child.once('close', () => reject(new Error(`it ended without a line:\n${stderr}`)))
  })
  firstLine.catch(() => {})
  const ended = new Promise<Ran>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { child, firstLine, ended }
}

export const runCli = (words: readonly string[], options: RunOptions = {}): Promise<Ran> =>
  startCli(words, options).ended

/** The environment without what would set flags. */
const withoutOurs = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^HIGHWATER_/.test(name)))
