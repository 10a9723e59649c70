import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findOnPath, runCommand } from '../run-command.mjs'

const OLDEST_JAVA = 17

/**
 * The Java that runs the broker: `$JAVA_HOME/bin/java`, else `java` on the PATH; 17 or newer.
 *
 * @returns {Promise<{ ok: true, command: string } | { ok: false, reason: string }>}
 */
export async function findJava() {
  const atHome = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : null
  const command = atHome && existsSync(atHome) ? atHome : findOnPath('java')
  if (!command) return { ok: false, reason: `Java is missing: install a JDK or JRE, ${OLDEST_JAVA} or newer` }
  const { output } = await runCommand(command, ['-version'], { limitMs: 20_000 })
  const version = Number(/version "(\d+)/.exec(output)?.[1] ?? 0)
  if (version >= OLDEST_JAVA) return { ok: true, command }
  return {
    ok: false,
    reason: `${command} is Java ${version || 'of an unknown version'}; the broker needs ${OLDEST_JAVA} or newer`,
  }
}
