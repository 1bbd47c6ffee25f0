/** The version of this package. */
import { existsSync, readFileSync } from 'node:fs'

/** The package file lies one folder above the bundle, or above the sources. */
export function version(): string {
  for (const above of ['../package.json', '../../package.json']) {
    const file = new URL(above, import.meta.url)
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).version
  }
  return 'unknown'
}
