import { expect, it } from 'vitest'
import { emptyLedger } from '../../shared/run/ledger.ts'
import { snapshot } from '../model/testing/snapshots.ts'
import { ledgerWords } from './ledger-words.ts'

it('says that all is accounted for, what is under way, or what is missing', () => {
  const words = (ledger: Partial<typeof emptyLedger>) => {
    const { tone, count, words: text } = ledgerWords(snapshot(0, { ledger: { ...emptyLedger, ...ledger } }))
    return `${tone}: ${count} ${text}`
  }
  expect(words({ received: 1_000, delivered: 1_000 })).toBe('ok: 1,000 received, all accounted for')
  expect(words({ received: 1_000, delivered: 988, inFlight: 12 })).toBe('ok: 1,000 received, 12 in flight')
  expect(words({ received: 1_000, delivered: 999 })).toBe('error: 1,000 received, 1 unaccounted for')
  expect(words({})).toBe('neutral: 0 received, all accounted for')
})

it('shows sample data where the pipeline itself received nothing', () => {
  const sampleData = { ...emptyLedger, received: 50, delivered: 50 }
  expect(ledgerWords(snapshot(0, { sampleData })).count).toBe('50')
})
