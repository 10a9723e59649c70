import { addLedgers, isBalanced, type Ledger } from '../../shared/run/ledger.ts'
import type { RunSnapshot } from '../../shared/run/metrics.ts'
import { formatCount } from '../ui/format.ts'

export interface LedgerWords {
  readonly tone: 'ok' | 'neutral' | 'error'
  readonly mark: string
  readonly count: string
  readonly words: string
}

/** The ledger in one line: how many messages came, and whether each has a known end. */
export function ledgerWords(snapshot: RunSnapshot): LedgerWords {
  const ledger = shownLedger(snapshot)
  const count = formatCount(ledger.received)
  if (!isBalanced(ledger)) {
    return {
      tone: 'error',
      mark: '◆',
      count,
      words: `received, ${formatCount(Math.abs(missing(ledger)))} unaccounted for`,
    }
  }
  const open = ledger.inFlight > 0 ? `, ${formatCount(ledger.inFlight)} in flight` : ''
  const words = ledger.inFlight > 0 ? `received${open}` : 'received, all accounted for'
  return { tone: ledger.received > 0 ? 'ok' : 'neutral', mark: ledger.received > 0 ? '✓' : '', count, words }
}

/** The pipeline's own messages; of a drawing fed by sample data alone, the sample data. */
function shownLedger({ ledger, sampleData }: RunSnapshot): Ledger {
  return ledger.received > 0 ? ledger : addLedgers(ledger, sampleData)
}

function missing(ledger: Ledger): number {
  const { delivered, dropped, deadLettered, absorbed, returned, inFlight } = ledger
  return ledger.received - delivered - dropped - deadLettered - absorbed - returned - inFlight
}
