import { findOnPath, mustRun } from './run-command.mjs'

/**
 * True where this process may install packages with apt: a Debian or Ubuntu, as root.
 *
 * @returns {boolean}
 */
export function canInstallDebianPackages() {
  return process.getuid?.() === 0 && findOnPath('apt-get') !== null
}

/**
 * Installs packages with apt, without questions and without what they only recommend. Waits up to two minutes for
 * another apt to finish. Throws when apt says no.
 *
 * @param {string[]} names
 * @returns {Promise<void>}
 */
export async function installDebianPackages(names) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const patience = ['-o', 'DPkg::Lock::Timeout=120', '-q', '-y']
  await mustRun('apt-get update', 'apt-get', [...patience, 'update'], { env })
  await mustRun('apt-get install', 'apt-get', [...patience, 'install', '--no-install-recommends', ...names], { env })
}
