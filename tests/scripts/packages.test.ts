/** The lock file can be installed anywhere that has Node 20, from any registry. */
import { readFileSync } from 'node:fs'
import { assert, suite } from '../harness.ts'

type Entry = {
  version?: string
  resolved?: string
  dev?: boolean
  hasInstallScript?: boolean
  engines?: { node?: string }
  optionalDependencies?: Record<string, string>
}

const test = suite('packages')
const lock: { packages: Record<string, Entry> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
)
const packages = new Map(Object.entries(lock.packages))
const shipped = [...packages].filter(([path, { dev }]) => path !== '' && dev !== true)

test('the lock file says of no package where it came from', () => {
  assert.equal(
    [...packages].filter(([, { resolved }]) => resolved !== undefined),
    [],
  )
})

test('the lock file names every native package, or npm ci would refuse it elsewhere', () => {
  const absent = [...packages].flatMap(([, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !packages.has(`node_modules/${name}`)),
  )
  assert.equal(absent, [], 'run node scripts/complete-lock.mjs')
})

test('every package that is shipped accepts Node 20', () => {
  const newer = shipped.filter(([, { engines }]) => {
    const lowest = /^>=\s*(\d+)/.exec(engines?.node ?? '')?.[1]
    return lowest !== undefined && Number(lowest) > 20
  })
  assert.equal(newer, [])
})

test('no package that is shipped needs an install script, but msgpackr’s optional check', () => {
  const scripted = shipped.filter(([, { hasInstallScript }]) => hasInstallScript === true)
  assert.equal(
    scripted.map(([path]) => path),
    ['node_modules/msgpackr-extract'],
  )
})

test.run()
