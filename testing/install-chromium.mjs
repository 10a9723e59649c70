import { createRequire } from 'node:module'
import { isProgram, resultLine } from './command-face.mjs'
import { canInstallDebianPackages, installDebianPackages } from './debian-packages.mjs'
import { findChromium } from './find-chromium.mjs'
import { mustRun } from './run-command.mjs'

/**
 * Makes sure this machine has a Chromium for the browser tests. One that is there already, of any kind, is enough.
 * Otherwise: Debian's package where this process may install it, else the one Playwright fetches. Never rejects.
 *
 * @param {(line: string) => void} [say] told about slow steps before they begin
 * @returns {Promise<{ ok: true, path: string } | { ok: false, reason: string }>}
 */
export async function installChromium(say = () => {}) {
  const present = findChromium()
  if (present) return { ok: true, path: present }
  const refusals = []
  for (const install of canInstallDebianPackages() ? [byApt, byPlaywright] : [byPlaywright]) {
    try {
      await install(say)
      const path = findChromium()
      if (path) return { ok: true, path }
      refusals.push('installed, but not found afterwards')
    } catch (error) {
      refusals.push(error instanceof Error ? error.message : String(error))
    }
  }
  return { ok: false, reason: refusals.join('; ') }
}

/** @param {(line: string) => void} say */
async function byApt(say) {
  say('installing Chromium with apt')
  await installDebianPackages(['chromium', 'fonts-dejavu-core', 'fonts-liberation'])
}

/** @param {(line: string) => void} say */
async function byPlaywright(say) {
  say('fetching Chromium with Playwright')
  const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli')
  await mustRun('playwright install', process.execPath, [playwright, 'install', 'chromium'])
}

if (isProgram(import.meta.url)) {
  const startedAt = Date.now()
  console.log(resultLine('Chromium', await installChromium(console.error), startedAt))
}
