import { describe, expect, it } from 'vitest'
import { playwrightCounts, vitestCounts } from './counts.mjs'

const passed = { status: 'passed', fullName: 'adds', failureMessages: [] }
const failed = {
  status: 'failed',
  fullName: 'subtracts',
  failureMessages: ['AssertionError: 1 is not 2\n    at a.ts:3'],
}

function vitestReport(assertionResults: object[], message = '') {
  const count = (status: string) =>
    assertionResults.filter((result) => 'status' in result && result.status === status).length
  const numbers = {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: 2,
    numTodoTests: 1,
  }
  return JSON.stringify({ ...numbers, testResults: [{ name: 'a.test.ts', message, assertionResults }] })
}

function playwrightReport(stats: object, suites: object[] = [], errors: object[] = []) {
  return JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats }, suites, errors })
}

describe('what a run of Vitest came to', () => {
  it('is its numbers, without a failure where none is', () => {
    expect(vitestCounts(vitestReport([passed]), 0)).toEqual({ passed: 1, failed: 0, skipped: 3, failures: [] })
  })

  it('names each test that failed, with its message under it', () => {
    const { failed: number, failures } = vitestCounts(vitestReport([passed, failed]), 1)
    expect(number).toBe(1)
    expect(failures).toEqual(['subtracts\n    AssertionError: 1 is not 2\n        at a.ts:3'])
  })

  it('is a failure when a file could not be run, with the reason', () => {
    const { failed: number, failures } = vitestCounts(vitestReport([], 'Cannot find module'), 1)
    expect(number).toBe(1)
    expect(failures).toEqual(['a.test.ts\n    Cannot find module'])
  })

  it('is a failure when it ended badly although every test passed, or left nothing to read', () => {
    expect(vitestCounts(vitestReport([passed]), 137)).toMatchObject({
      failed: 1,
      failures: ['It ended with exit code 137.'],
    })
    expect(vitestCounts(null, 0)).toMatchObject({ failed: 1, failures: ['It left no result file.'] })
  })
})

describe('what a run of Playwright came to', () => {
  it('names what failed in nested suites, and counts what passed only when it was tried again', () => {
    const spec = (title: string, ok: boolean) => ({
      title,
      ok,
      tests: [{ results: [{ errors: [{ message: 'Timeout' }] }] }],
    })
    const suites = [
      { title: 'e2e', specs: [spec('runs', true)], suites: [{ title: 'canvas', specs: [spec('drags', false)] }] },
    ]
    expect(playwrightCounts(playwrightReport({ expected: 1, unexpected: 1, flaky: 1 }, suites), 1)).toEqual({
      passed: 1,
      failed: 2,
      skipped: 0,
      failures: ['canvas drags\n    Timeout'],
    })
  })

  it('tells an error outside all tests', () => {
    const report = playwrightReport({}, [], [{ message: 'The server did not start.' }])
    expect(playwrightCounts(report, 1)).toMatchObject({ failed: 1, failures: ['The server did not start.'] })
  })
})
