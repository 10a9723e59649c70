import type { Item } from './payload.ts'
import type { Outcome, Step } from './steps.ts'

/** What the code remembers by key: every item it has seen. */
export type CodeState = readonly string[]

/** What the code of simulated pipelines does with an item. */
export function resultOfCode(item: Item): Outcome {
  const { n } = item
  if (typeof n !== 'number') return 'fails'
  if (n % 6 === 5) return []
  const more = { ...item, n: n + 1 }
  return n % 6 === 4
    ? [
        { port: 'out', item },
        { port: 'more', item: more },
      ]
    : [{ port: 'out', item: more }]
}

export function code(): Step {
  return {
    operator: 'code',
    config: { source: 'return message', outputs: ['more'], maxBatch: 7 },
    outputs: ['out', 'more'],
    fails: true,
    does: resultOfCode,
    remembers: 'ids',
  }
}
