import { expect, it } from 'vitest'
import { type Death, failureOfDeath } from './deaths.ts'

const limits = { timeoutMs: 1_000, memoryMb: 128 }
const death: Death = { killedFor: null, code: null, signal: null, errors: '', outgrown: false }
const codeOf = (part: Partial<Death>) => failureOfDeath({ ...death, ...part }, limits).code

it('tells why a process died from how it died', () => {
  expect(codeOf({ killedFor: 'timeout', signal: 'SIGKILL' })).toBe('SLUICE-CODE-TIMEOUT')
  expect(codeOf({ signal: 'SIGABRT', errors: 'FATAL ERROR: … JavaScript heap out of memory' })).toBe(
    'SLUICE-CODE-MEMORY',
  )
  expect(codeOf({ signal: 'SIGKILL', outgrown: true })).toBe('SLUICE-CODE-MEMORY')
  expect(codeOf({ code: 3 })).toBe('SLUICE-CODE-EXITED')
  expect(codeOf({ signal: 'SIGABRT' })).toBe('SLUICE-CODE-EXITED')
  expect(codeOf({ killedFor: 'garbled', signal: 'SIGKILL' })).toBe('SLUICE-CODE-RESULT')
})

it('says how much was allowed, and how the process ended', () => {
  expect(failureOfDeath({ ...death, killedFor: 'timeout' }, limits).message).toContain('within 1000 ms')
  expect(failureOfDeath({ ...death, outgrown: true }, limits).message).toContain('128 MB')
  expect(failureOfDeath({ ...death, code: 3 }, limits).message).toContain('exit code 3')
  expect(failureOfDeath({ ...death, signal: 'SIGTERM' }, limits).message).toContain('SIGTERM')
})
