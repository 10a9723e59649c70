const firstDelayMs = 100
const longestDelayMs = 10_000

/**
 * Milliseconds to wait before trying again after `attempt` tries (1 for the first): doubling from 100 ms to 10 s, of
 * which up to half is taken off at random, so that many who failed together do not come back together.
 */
export function retryDelay(attempt: number, random: () => number): number {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt - 1, 20))
  return Math.round(full * (1 - random() / 2))
}
