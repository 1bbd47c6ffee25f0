/** Fetches what a client needs, once, into a cache outside the checkout. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const setupWithinMs = 300_000
const home = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
const cache = join(home, 'highwater', 'clients')

export const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Runs a set-up command; `how` says what is missing and how to get it, should it fail. */
async function must(how, file, words, options = {}) {
  try {
    return await execute(file, words, { timeout: setupWithinMs, ...options })
  } catch {
    throw new Error(how)
  }
}

const works = (file, words) =>
  must('', file, words).then(
    () => true,
    () => false,
  )

/** A folder of the cache that `fill` filled completely, now or before. */
async function cached(name, fill) {
  const folder = join(cache, name)
  const complete = join(folder, '.complete')
  if (existsSync(complete)) return folder
  mkdirSync(folder, { recursive: true })
  await fill(folder)
  writeFileSync(complete, '')
  return folder
}

export async function needKcat() {
  if (await works('kcat', ['-V'])) return
  const how = 'kcat is not installed: install the Debian package kcat (or kcat of your system)'
  if (process.getuid?.() !== 0) throw new Error(how)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await must(how, 'apt-get', ['update'], { env })
  await must(how, 'apt-get', ['install', '-y', 'kcat'], { env })
}

/** The python of a virtual environment that holds `name` at `version`. */
export async function pythonWith(name, version) {
  const how = `python3 with venv and the package ${name} ${version} is needed (pip install)`
  const folder = await cached(`${name}-${version}`, async (folder) => {
    await must(how, 'python3', ['-m', 'venv', folder])
    await must(how, join(folder, 'bin', 'pip'), ['install', '-q', `${name}==${version}`])
  })
  return join(folder, 'bin', 'python')
}

/** A folder whose node_modules holds the package `name` at `version`. */
export function nodeWith(name, version) {
  const how = `the npm package ${name} ${version} is needed (npm install, network once)`
  return cached(`${name.replace('/', '-')}-${version}`, async (folder) => {
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n')
    const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`]
    await must(how, 'npm', words, { cwd: folder })
  })
}

/** The program built from the Go module in `source`. */
export async function goProgram(source) {
  const how = `Go and the modules of ${source}/go.mod are needed (go mod download, network once)`
  const program = join(cache, source)
  mkdirSync(cache, { recursive: true })
  const env = { ...process.env, GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' }
  await must(how, 'go', ['build', '-o', program, '.'], { cwd: here(source), env })
  return program
}

/** The folder of the jars that java/pom.xml names in `profile`. */
export async function jars(profile, version) {
  const how = 'a JDK from 17, Maven and the jars of java/pom.xml are needed (network once)'
  if (!(await works('javac', ['-version']))) throw new Error(how)
  return cached(`java-${profile}-${version}`, async (folder) => {
    const words = ['-q', '-B', '-f', here('java/pom.xml'), '-P', profile]
    const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`]
    await must(how, 'mvn', [...words, ...copy])
  })
}
