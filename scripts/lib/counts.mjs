/** Reads the result files of the test runners. A run that ended badly without a failing test counts as one failure. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const nothing = { passed: 0, failed: 1, skipped: 0 }

/** @param {string | null} text the JSON reporter's file @param {number} code the runner's exit code */
export function vitestCounts(text, code) {
  if (text === null) return nothing
  const result = JSON.parse(text)
  const skipped = result.numPendingTests + result.numTodoTests
  return { passed: result.numPassedTests, failed: atLeastOneWhenBad(result.numFailedTests, code), skipped }
}

/** @param {string | null} text the JSON reporter's file @param {number} code the runner's exit code */
export function playwrightCounts(text, code) {
  if (text === null) return nothing
  const { expected, unexpected, flaky, skipped } = JSON.parse(text).stats
  return { passed: expected, failed: atLeastOneWhenBad(unexpected + flaky, code), skipped }
}

/** @param {number} failed @param {number} code */
function atLeastOneWhenBad(failed, code) {
  return code !== 0 && failed === 0 ? 1 : failed
}
