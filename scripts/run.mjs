/** `node scripts/run.mjs FILE.ts [ARG...]`, or `FOLDER NAME [ARG...]`: runs it compiled. */
import { existsSync, statSync } from 'node:fs'
import process from 'node:process'
import { compile } from './compile.mjs'
import { ensureInstalled } from './install.mjs'
import { fromRoot } from './up-to-date.mjs'

const [first = '', ...rest] = process.argv.slice(2)
const isFolder = statSync(fromRoot(first), { throwIfNoEntry: false })?.isDirectory() ?? false
const source = isFolder ? `${first}/${rest.shift() ?? ''}.ts` : first
if (!existsSync(fromRoot(source))) {
  console.error(`there is no ${source}`)
  process.exit(2)
}
ensureInstalled()
const said = compile()
if (said !== '') console.error(said)
const built = fromRoot('.build', source.replace(/\.ts$/, '.js'))
process.argv = [process.execPath, built, ...rest]
await import(`file://${built}`)
