import type { ConsumerOptions } from './consumer-options.ts'

/** An option that cannot be as it is beside the others. `path` leads into the consumer's options. */
export interface Conflict {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** What contradicts itself in the options that count in the end. */
export function consumerConflicts(options: ConsumerOptions): readonly Conflict[] {
  return [...compactionConflicts(options), ...sharingConflicts(options)]
}

function* compactionConflicts({ readCompacted, consumerType }: ConsumerOptions): Iterable<Conflict> {
  if (!readCompacted || consumerType === 'Exclusive' || consumerType === 'Failover') return
  yield {
    path: ['readCompacted'],
    message: `This goes with the types Exclusive and Failover, not with ${consumerType}.`,
  }
}

function* sharingConflicts({ keySharedPolicy: policy, consumerType }: ConsumerOptions): Iterable<Conflict> {
  if (policy === undefined) return
  const path = ['keySharedPolicy']
  const isSticky = policy.keyShareMode === 'Sticky'
  if (consumerType !== 'KeyShared' && (isSticky || policy.allowOutOfOrderDelivery)) {
    yield { path, message: `This goes with the type KeyShared, not with ${consumerType}.` }
  }
  const ranges = [...policy.stickyRanges.entries()].map(([index, range]) => ({ index, ...range }))
  const place = (index: number) => [...path, 'stickyRanges', index]
  if (isSticky && ranges.length === 0) {
    yield { path: [...path, 'stickyRanges'], message: 'Fixed ranges need at least one range.' }
  }
  for (const { index, start, end } of ranges) {
    if (start > end) yield { path: place(index), message: `A range goes up: ${start} comes after ${end}.` }
    const other = ranges.find((one) => one.index < index && one.start <= end && start <= one.end)
    if (other) yield { path: place(index), message: `This overlaps the range ${other.start} to ${other.end}.` }
  }
}
