/**
 * Adds to package-lock.json the native packages of other platforms that a registry did not give.
 * npm drops an optional package that it cannot fetch, and `npm ci` then refuses the lock file.
 * Run after every change of the dependencies: `node scripts/complete-lock.mjs`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fromRoot } from './up-to-date.mjs'

const path = fromRoot('package-lock.json')
const platforms = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32']
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

const lock = JSON.parse(readFileSync(path, 'utf8'))
const isDev = (owner) => lock.packages[owner].dev === true
for (const { name, version, owner } of absent(lock)) {
  const words = name.split(/[-/]/)
  lock.packages[`node_modules/${name}`] = {
    version,
    cpu: processors.filter((cpu) => words.includes(cpu)),
    ...(isDev(owner) && { dev: true }),
    ...(words.includes('musl') && { libc: ['musl'] }),
    ...(words.includes('gnu') && { libc: ['glibc'] }),
    optional: true,
    os: platforms.filter((os) => words.includes(os)),
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
lock.packages = Object.fromEntries(sorted.map(([key, entry]) => [key, withoutEmpty(entry)]))
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)

/** Only exact versions name a native package of the same release. */
function absent({ packages }) {
  return Object.entries(packages).flatMap(([owner, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, version]) => /^\d/.test(version) && !packages[`node_modules/${name}`])
      .map(([name, version]) => ({ name, version, owner })),
  )
}

// An empty list would mean: for no processor at all.
function withoutEmpty(entry) {
  return Object.fromEntries(
    Object.entries(entry).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  )
}
