import * as z from 'zod'

const count = z.number().int().nonnegative()

/**
 * Where source messages went. Holds at every moment:
 * `received = delivered + dropped + deadLettered + absorbed + returned + inFlight`.
 * A message with several outputs is counted once, by its gravest end: dead-lettered, delivered, absorbed, dropped.
 */
export const ledgerSchema = z.object({
  received: count,
  delivered: count,
  dropped: count,
  deadLettered: count,
  absorbed: count,
  /** Given back to the broker (nack, given up): it will come again. */
  returned: count,
  inFlight: count,
})

export type Ledger = z.infer<typeof ledgerSchema>

export const emptyLedger: Ledger = {
  received: 0,
  delivered: 0,
  dropped: 0,
  deadLettered: 0,
  absorbed: 0,
  returned: 0,
  inFlight: 0,
}

export function isBalanced(ledger: Ledger): boolean {
  const { delivered, dropped, deadLettered, absorbed, returned, inFlight } = ledger
  return ledger.received === delivered + dropped + deadLettered + absorbed + returned + inFlight
}

export function addLedgers(a: Ledger, b: Ledger): Ledger {
  return {
    received: a.received + b.received,
    delivered: a.delivered + b.delivered,
    dropped: a.dropped + b.dropped,
    deadLettered: a.deadLettered + b.deadLettered,
    absorbed: a.absorbed + b.absorbed,
    returned: a.returned + b.returned,
    inFlight: a.inFlight + b.inFlight,
  }
}
