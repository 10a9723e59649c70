import { parsePort } from '../../shared/graph/schema.ts'
import type { Counters } from '../model/counters.ts'
import { formatRate, formatShort } from '../ui/format.ts'

export interface WireState {
  /** What stands on the wire; empty before anything passed. */
  readonly label: string
  /** The same for a screen reader and the tooltip. */
  readonly words: string
  /** Width by rate: 0 nothing, then one step for each power of ten. */
  readonly step: number
  /** The step that holds this wire up; null when it flows. */
  readonly blockedBy: string | null
}

const highestStep = 5

/** What a wire shows, from the counters of the run. `id` is `from>to`. */
export function wireState(id: string, isError: boolean, counters: Counters): WireState {
  const total = counters.edgeTotal(id) ?? 0
  const rate = counters.edgeRate(id)
  const blockedBy = blockerOf(id, counters)
  if (total === 0) return { label: '', words: 'nothing passed yet', step: 0, blockedBy }
  const perSecond = `${formatRate(rate)}/s`
  const words =
    rate > 0 ? `${formatRate(rate)} per second, ${formatShort(total)} so far` : `${formatShort(total)} passed`
  // A wire of errors shows how many there were: one a minute is as important as a thousand a second.
  const label = isError ? `◆ ${formatShort(total)}` : rate > 0 ? perSecond : formatShort(total)
  return { label, words, step: stepOf(rate), blockedBy }
}

/** What a wire shows that ends at ports which do not exist, written as `node.port`. */
export function brokenState(gone: readonly string[]): WireState {
  const names = gone.map((end) => `“${parsePort(end)?.port ?? end}”`).join(' and ')
  return { label: '◆ broken', words: `there is no port ${names}`, step: 0, blockedBy: null }
}

function stepOf(rate: number): number {
  return rate <= 0 ? 0 : Math.min(highestStep, Math.max(1, Math.floor(Math.log10(rate)) + 1))
}

function blockerOf(id: string, counters: Counters): string | null {
  const [from = '', to = ''] = id.split('>')
  const metrics = counters.node(parsePort(from)?.node ?? '')
  if (metrics?.activity !== 'blocked' || metrics.blockedBy === undefined) return null
  return metrics.blockedBy === parsePort(to)?.node ? metrics.blockedBy : null
}
