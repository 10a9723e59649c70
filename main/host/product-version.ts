import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** As a path: Electron looks into its archive by paths. From here and from the built `dist/desktop` it is the same way. */
const packageFile = fileURLToPath(new URL('../../package.json', import.meta.url))

/** The version of this Sluice, as its package says. */
export function productVersion(): string {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
  return version
}
