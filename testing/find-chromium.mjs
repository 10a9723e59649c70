import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { findOnPath } from './run-command.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/**
 * A Chromium or Chrome of this machine: `$SLUICE_CHROMIUM`, one on the PATH, the usual places of the system, or the
 * one Playwright has fetched. Null when there is none.
 *
 * @returns {string | null}
 */
export function findChromium() {
  const { SLUICE_CHROMIUM } = process.env
  if (SLUICE_CHROMIUM && existsSync(SLUICE_CHROMIUM)) return SLUICE_CHROMIUM
  for (const name of NAMES) {
    const file = findOnPath(name)
    if (file) return file
  }
  return usualPlaces().find((file) => existsSync(file)) ?? playwrightsOwn()
}

/** @returns {string[]} */
function usualPlaces() {
  const { ProgramFiles, 'ProgramFiles(x86)': programFilesX86, LOCALAPPDATA, HOME } = process.env
  if (process.platform === 'darwin') {
    return ['/Applications', join(HOME ?? '/', 'Applications')].flatMap((folder) => [
      join(folder, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
      join(folder, 'Chromium.app/Contents/MacOS/Chromium'),
    ])
  }
  return [ProgramFiles, programFilesX86, LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Chromium/Application/chrome.exe'),
    ])
}

/** Playwright is not there yet when the dependencies are not. @returns {string | null} */
function playwrightsOwn() {
  try {
    const file = createRequire(import.meta.url)('@playwright/test').chromium.executablePath()
    return existsSync(file) ? file : null
  } catch {
    return null
  }
}
