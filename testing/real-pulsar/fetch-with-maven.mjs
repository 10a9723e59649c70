import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mustRun } from '../run-command.mjs'

const VERSION = '4.0.8'
const DISTRIBUTION_SHA256 = '35c7d064c9e0928edbf2e708989faba0379662f98aa84ce0d4190c59efb6765e'
const FALLBACK_VERSION = '4.0.7'
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'

/**
 * Fills `folder` with `lib/` of the Pulsar distribution, one artefact of 245 MB. Its SHA-256 is checked. Maven works
 * with a local repository inside `folder`, removed at the end, so nothing is left anywhere else.
 *
 * @param {string} folder empty
 * @returns {Promise<void>} rejects with what Maven or tar said
 */
export async function fetchDistribution(folder) {
  const repository = join(folder, 'repository')
  await maven(folder, repository, [
    `${DEPENDENCY_PLUGIN}:get`,
    `-Dartifact=org.apache.pulsar:pulsar-server-distribution:${VERSION}:tar.gz:bin`,
    '-Dtransitive=false',
  ])
  const artefact = join(repository, 'org/apache/pulsar/pulsar-server-distribution', VERSION)
  const tarball = join(artefact, `pulsar-server-distribution-${VERSION}-bin.tar.gz`)
  await checkSha256(tarball, DISTRIBUTION_SHA256)
  const inside = `apache-pulsar-${VERSION}/lib`
  await mustRun('unpacking the distribution', 'tar', ['-xzf', tarball, '--strip-components', '1', inside], {
    cwd: folder,
  })
  await rm(repository, { recursive: true })
}

/**
 * Fills `folder` with `lib/`: the broker's jar and everything it needs to run, resolved from its pom. For mirrors that
 * do not serve the distribution.
 *
 * @param {string} folder empty
 * @returns {Promise<void>} rejects with what Maven said
 */
export async function fetchDependencies(folder) {
  const repository = join(folder, 'repository')
  const pom = join(folder, 'pom.xml')
  await writeFile(pom, POM)
  await maven(folder, repository, [
    `${DEPENDENCY_PLUGIN}:copy-dependencies`,
    '-DincludeScope=runtime',
    `-DoutputDirectory=${join(folder, 'lib')}`,
  ])
  await rm(repository, { recursive: true })
  await rm(pom)
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>broker</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.pulsar</groupId><artifactId>pulsar-broker</artifactId><version>${FALLBACK_VERSION}</version></dependency>
  </dependencies>
</project>
`

/** @param {string} folder @param {string} repository @param {string[]} args */
function maven(folder, repository, args) {
  return mustRun('Maven', 'mvn', ['-q', '-B', `-Dmaven.repo.local=${repository}`, ...args], { cwd: folder })
}

/** @param {string} file @param {string} expected */
async function checkSha256(file, expected) {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  const actual = hash.digest('hex')
  if (actual !== expected) throw new Error(`the distribution's SHA-256 is ${actual}, expected ${expected}`)
}
