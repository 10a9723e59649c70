import { findChromium } from './find-chromium.mjs'

/** The Chromium or Chrome to test with. Throws a sentence that says what to do when this machine has none. */
export function chromiumPath(): string {
  const path = findChromium()
  if (path) return path
  throw new Error('No Chromium or Chrome found: run `node testing/install-chromium.mjs`, or set SLUICE_CHROMIUM to one')
}
