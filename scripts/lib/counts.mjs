/** Reads the result files of the test runners. A run that ended badly without a failing test counts as one failure. */

/**
 * What one suite came to. `failures` are texts for a person: what failed, and under it why.
 * @typedef {{ passed: number, failed: number, skipped: number, failures?: readonly string[] }} Counts
 */

/** Lines of a failure's message that are kept; the whole stands where the suite itself printed it. */
const linesKept = 12

const nothing = { passed: 0, failed: 1, skipped: 0, failures: ['It left no result file.'] }

/** @param {string | null} text the JSON reporter's file @param {number} code the runner's exit code @returns {Counts} */
export function vitestCounts(text, code) {
  if (text === null) return nothing
  const result = JSON.parse(text)
  const failures = result.testResults.flatMap(failuresOfFile)
  return counts(
    result.numPassedTests,
    result.numFailedTests,
    result.numPendingTests + result.numTodoTests,
    failures,
    code,
  )
}

/** @param {string | null} text the JSON reporter's file @param {number} code the runner's exit code @returns {Counts} */
export function playwrightCounts(text, code) {
  if (text === null) return nothing
  const { stats, suites, errors } = JSON.parse(text)
  const failures = [...errors.map(messageOf), ...suites.flatMap(failuresOfSuite)]
  return counts(stats.expected, stats.unexpected + stats.flaky, stats.skipped, failures, code)
}

/**
 * @param {number} passed @param {number} failed @param {number} skipped @param {readonly string[]} failures @param {number} code
 * @returns {Counts}
 */
function counts(passed, failed, skipped, failures, code) {
  if (code === 0 || failed > 0) return { passed, failed, skipped, failures }
  return { passed, failed: 1, skipped, failures: failures.length > 0 ? failures : [`It ended with exit code ${code}.`] }
}

/** @param {{ name: string, message?: string, assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }} file */
function failuresOfFile({ name, message, assertionResults }) {
  const tests = assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => failure(fullName, failureMessages.join('\n')))
  return message ? [failure(name, message), ...tests] : tests
}

/**
 * @typedef {{ title: string, specs: { title: string, ok: boolean, tests: { results: { errors: object[] }[] }[] }[], suites?: Suite[] }} Suite
 * @param {Suite} suite
 * @returns {string[]}
 */
function failuresOfSuite({ title, specs, suites = [] }) {
  const failed = specs.filter(({ ok }) => !ok)
  const own = failed.map((spec) => {
    const errors = spec.tests.flatMap(({ results }) => results.flatMap((result) => result.errors))
    return failure(`${title} ${spec.title}`, errors.map(messageOf).join('\n'))
  })
  return [...own, ...suites.flatMap(failuresOfSuite)]
}

/** @param {{ message?: string }} error */
function messageOf({ message = 'no message' }) {
  return message
}

/** @param {string} name @param {string} message */
function failure(name, message) {
  const lines = message.trim().split('\n').slice(0, linesKept)
  return [name, ...lines.map((line) => `    ${line}`)].join('\n')
}
