/** Runs a file beside the tests in a process of its own, on the runtime that runs the test. */
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export type Ended = { code: number | null; output: string; lastLine: string }

/** `url` is that of a source file; where the tests run compiled, its ending is `.js`. */
export function runChild(url: URL, env: Record<string, string>): Ended {
  const compiled = import.meta.url.endsWith('.js')
  const path = fileURLToPath(url).replace(/\.ts$/, compiled ? '.js' : '.ts')
  const runtime = 'Deno' in globalThis ? ['run', '-A', path] : [path]
  const { status, stdout, stderr } = spawnSync(process.execPath, runtime, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 30_000,
  })
  const lastLine = stdout.trimEnd().split('\n').at(-1) ?? ''
  return { code: status, output: stdout + stderr, lastLine }
}
