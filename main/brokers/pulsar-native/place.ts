/** Where a message is in its partition: ledger, entry, index in the batch. */
export type Place = readonly [ledger: number, entry: number, batchIndex: number]

/** Of a printed message id. */
export function placeOf(messageId: string): Place {
  const [ledger = 0, entry = 0, , batchIndex = -1] = messageId.split(':').map(Number)
  return [ledger, entry, batchIndex]
}

/** Below 0 when `a` comes before `b`. */
export function comparePlaces(a: Place, b: Place): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}
