import { checksumOf, type NumberedMessage } from './numbered-message.ts'

/**
 * What became of the messages sent. Under at-least-once delivery only `duplicated` and `rewinds` may be other than 0: a
 * repeat begins with an earlier message and runs in order from there, as a tape that was wound back.
 */
export interface Verdict {
  readonly sent: number
  /** Sent and confirmed, but nowhere in the output. */
  readonly lost: number
  /** Extra copies. */
  readonly duplicated: number
  /** First copies that came after a later message of the same key. */
  readonly outOfOrder: number
  /**
   * How often the key that was turned back most went from a message to an earlier one, or to itself. No more than there
   * were interruptions; repeats that are mixed up among themselves count far more.
   */
  readonly rewinds: number
  /** Whose checksum does not fit what it carries, or that cannot be read at all. */
  readonly corrupted: number
  /** Never sent. */
  readonly foreign: number
}

/**
 * Compares a send log with what arrived, in the order of arrival. `received` holds payloads: JSON objects with at least the
 * fields of a NumberedMessage.
 */
export function verify(sent: readonly NumberedMessage[], received: Iterable<Uint8Array>): Verdict {
  const expected = new Map(sent.map((message) => [message.sequence, message]))
  const seen = new Set<number>()
  const latestOfKey = new Map<string, number>()
  const rewinds = new RewindCounter()
  const tally = { duplicated: 0, outOfOrder: 0, corrupted: 0, foreign: 0 }
  for (const payload of received) {
    const message = read(payload)
    if (message === null || message.checksum !== checksumOf(message.sequence, message.key, message.body))
      tally.corrupted += 1
    else if (expected.get(message.sequence)?.checksum !== message.checksum) tally.foreign += 1
    else {
      const { sequence, key } = message
      const latest = latestOfKey.get(key) ?? -1
      rewinds.count(message)
      if (seen.has(sequence)) tally.duplicated += 1
      else if (sequence < latest) tally.outOfOrder += 1
      seen.add(sequence)
      latestOfKey.set(key, Math.max(latest, sequence))
    }
  }
  return { sent: sent.length, lost: sent.length - seen.size, rewinds: rewinds.most, ...tally }
}

/** Sees every copy, in the order of arrival. */
class RewindCounter {
  readonly #last = new Map<string, number>()
  readonly #rewinds = new Map<string, number>()
  most = 0

  count({ key, sequence }: NumberedMessage): void {
    const last = this.#last.get(key) ?? -1
    this.#last.set(key, sequence)
    if (sequence > last) return
    const rewinds = (this.#rewinds.get(key) ?? 0) + 1
    this.#rewinds.set(key, rewinds)
    this.most = Math.max(this.most, rewinds)
  }
}

function read(payload: Uint8Array): NumberedMessage | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString('utf8'))
    return isNumbered(value) ? value : null
  } catch {
    return null
  }
}

function isNumbered(value: unknown): value is NumberedMessage {
  if (typeof value !== 'object' || value === null) return false
  const { sequence, key, body, checksum } = value as Record<string, unknown>
  return (
    typeof sequence === 'number' && typeof key === 'string' && typeof body === 'string' && typeof checksum === 'string'
  )
}
