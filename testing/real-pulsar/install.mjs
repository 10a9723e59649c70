import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../cache-folder.mjs'
import { isProgram, resultLine } from '../command-face.mjs'
import { putInCache } from '../put-in-cache.mjs'
import { findOnPath } from '../run-command.mjs'
import { fetchDependencies, fetchDistribution } from './fetch-with-maven.mjs'
import { findJava } from './java.mjs'

const DISTRIBUTION = { folder: 'pulsar-4.0.8', fetch: fetchDistribution }
const DEPENDENCIES = { folder: 'pulsar-4.0.7', fetch: fetchDependencies }

/**
 * Makes sure the jars of a Pulsar broker are in the cache folder. The first time this fetches about 240 MB with Maven:
 * the distribution of Pulsar 4.0.8, or, where that is not served, `pulsar-broker` 4.0.7 with what it depends on. Later
 * calls only look. Never rejects: what is missing comes back as a sentence.
 *
 * @param {(line: string) => void} [say] told about slow steps before they begin
 * @returns {Promise<{ ok: true, lib: string } | { ok: false, reason: string }>} `lib` is the folder of jars
 */
export async function installRealPulsar(say = () => {}) {
  const java = await findJava()
  if (!java.ok) return java
  for (const { folder } of [DISTRIBUTION, DEPENDENCIES]) {
    const lib = join(cacheFolder(), folder, 'lib')
    if (existsSync(lib)) return { ok: true, lib }
  }
  if (!findOnPath('mvn')) return { ok: false, reason: 'Maven is missing: install it (the command is mvn)' }
  const refusals = []
  for (const { folder, fetch } of [DISTRIBUTION, DEPENDENCIES]) {
    say(`fetching ${folder} with Maven, about 240 MB`)
    try {
      return { ok: true, lib: join(await putInCache(folder, fetch), 'lib') }
    } catch (error) {
      refusals.push(`${folder}: ${error instanceof Error ? error.message : error}`)
    }
  }
  return { ok: false, reason: refusals.join('; ') }
}

if (isProgram(import.meta.url)) {
  const startedAt = Date.now()
  const result = await installRealPulsar(console.error)
  console.log(resultLine('Pulsar', result.ok ? { ok: true, path: result.lib } : result, startedAt))
}
