/** `npm start`: installs and bundles when needed, then runs the command line in this process. */
import process from 'node:process'
import { bundle, isBundled } from './bundle.mjs'
import { ensureInstalled } from './install.mjs'
import { fromRoot } from './up-to-date.mjs'

ensureInstalled()
if (!isBundled()) {
  try {
    await bundle()
  } catch (error) {
    console.error(`highwater: the sources do not bundle:\n${error.message}`)
    process.exit(1)
  }
}
await import(`file://${fromRoot('dist', 'main.js')}`)
