/**
 * `npm test`: everything CI runs, from a fresh clone. Sets up what is missing, runs the gates, the unit, broker and process
 * lists, the browser tests, names again what failed, and adds all of them up in the last line of stdout. `--long` runs the
 * long forms as well.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildRenderer, ensurePackages, root, run, say, toolEnvironment } from './lib/setup.mjs'

const isLong = process.argv.includes('--long')
const started = Date.now()
await ensurePackages()
const { installAll } = await import('../testing/install-all.mjs')
await installAll()
const { runGates } = await import('./lib/gates.mjs')
const { brokerTable } = await import('./lib/broker-table.mjs')
const { faultTable } = await import('./lib/fault-table.mjs')
const { playwrightCounts, vitestCounts } = await import('./lib/counts.mjs')

const cache = join(root, '.cache')
mkdirSync(cache, { recursive: true })
/** @type {(import('./lib/counts.mjs').Counts & { name: string, seconds: number })[]} */
const suites = []

/**
 * Runs one suite and keeps its counts; a suite without a readable result is one failure, never a silence.
 * @param {string} name
 * @param {() => Promise<import('./lib/counts.mjs').Counts>} runIt
 */
async function suite(name, runIt) {
  say(`\n== ${name}`)
  const from = Date.now()
  const counts = await runIt()
  suites.push({ name, ...counts, seconds: Math.round((Date.now() - from) / 1000) })
}

/** @param {string} project */
function reportOf(project) {
  return join(cache, `vitest-${project}.json`)
}

/** Contents of the result files that are there. @param {readonly string[]} projects */
function reportsOf(...projects) {
  return projects
    .map(reportOf)
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8'))
}

/** @param {string} project */
async function vitest(project) {
  const file = reportOf(project)
  rmSync(file, { force: true })
  const code = await run(
    'node',
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    {
      env: { ...toolEnvironment, ...(isLong ? { SLUICE_TEST_LONG: '1' } : {}) },
    },
  )
  return vitestCounts(existsSync(file) ? readFileSync(file, 'utf8') : null, code)
}

async function playwright() {
  const file = join(cache, 'playwright.json')
  rmSync(file, { force: true })
  const code = await run('playwright', ['test', '-c', 'e2e/playwright.config.ts'], {
    env: { ...toolEnvironment, PLAYWRIGHT_JSON_OUTPUT_FILE: file, ...(isLong ? { SLUICE_TEST_LONG: '1' } : {}) },
  })
  return playwrightCounts(existsSync(file) ? readFileSync(file, 'utf8') : null, code)
}

await suite('gates', runGates)
await suite('unit', async () => {
  const counts = await vitest('unit')
  say(`\n${faultTable(reportsOf('unit'))}`)
  return counts
})
await suite('brokers: embedded and a real Pulsar', async () => {
  const counts = await vitest('broker')
  say(`\n${brokerTable(reportsOf('unit', 'broker'))}`)
  return counts
})
await suite('build', async () =>
  (await buildRenderer()) === 0
    ? { passed: 1, failed: 0, skipped: 0 }
    : { passed: 0, failed: 1, skipped: 0, failures: ['It did not build.'] })
await suite('processes: command line, kill loop, engine process, desktop shell', () => vitest('process'))
await suite('designer in Chromium', playwright)

const total = { passed: 0, failed: 0, skipped: 0 }
say('')
for (const { name, passed, failed, skipped, seconds } of suites) {
  say(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)`)
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}
for (const { name, failures = [] } of suites) {
  for (const failure of failures) say(`\nFAILED in ${name}: ${failure}`)
}
say(`took ${Math.round((Date.now() - started) / 1000)} s`)
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`, () =>
  process.exit(total.failed > 0 ? 1 : 0),
)
