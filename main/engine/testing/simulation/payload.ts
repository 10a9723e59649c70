/** What travels through simulated pipelines. */
export interface Item {
  /** Which one it is: the same in whatever is made from it, but for a number behind a slash for each part. */
  readonly u: string
  /** What steps decide by. A text in messages that are wrong. */
  readonly n: number | string
  /** What steps go by when they need a key. Null in messages that are wrong. */
  readonly k: string | null
  /** Where the dynamic sink sends it. */
  readonly g: string
  /** When it happened, epoch milliseconds. */
  readonly t: number
  /** What a flat map makes of it. */
  readonly parts: readonly Item[]
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function encode(value: Item | string): Uint8Array {
  return encoder.encode(typeof value === 'string' ? value : JSON.stringify(value))
}

/** Null for what is no item. */
export function itemIn(payload: Uint8Array): Item | null {
  try {
    return JSON.parse(decoder.decode(payload)) as Item
  } catch {
    return null
  }
}

/** The text by which messages with equal content are known. */
export function contentOf({ u, n }: Item): string {
  return `${u} n=${n}`
}

export function contentIn(payload: Uint8Array): string {
  const item = itemIn(payload)
  return item === null ? decoder.decode(payload) : contentOf(item)
}

/** Topics with this in front refuse some messages for good. */
export const strictTopics = 'strict-'

export function isRefused(topic: string, { n }: Item): boolean {
  return topic.startsWith(strictTopics) && typeof n === 'number' && n % 5 === 4
}
