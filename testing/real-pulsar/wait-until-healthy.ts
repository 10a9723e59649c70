import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 150
const ANSWER_LIMIT_MS = 10_000

/**
 * Settles when the broker's own health check (it sends and receives a message) answers ok; an open port is not enough.
 * Rejects with a phrase when `exited` settles first or `limitMs` has passed. `token` is a superuser's, or null.
 */
export async function waitUntilHealthy(
  exited: Promise<string>,
  webPort: number,
  token: string | null,
  limitMs: number,
): Promise<void> {
  const deadline = Date.now() + limitMs
  let gone: string | null = null
  void exited.then((how) => {
    gone = how
  })
  let answer = 'no answer yet'
  while (Date.now() < deadline) {
    if (gone !== null) throw new Error(`the process is gone (${gone})`)
    answer = await askHealth(webPort, token)
    if (answer === 'ok') return
    await sleep(PAUSE_MS)
  }
  throw new Error(`not healthy after ${limitMs / 1000} s (${answer})`)
}

async function askHealth(webPort: number, token: string | null): Promise<string> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS)
  try {
    const response = await fetch(`http://127.0.0.1:${webPort}/admin/v2/brokers/health`, { headers, signal })
    const body = await response.text()
    return response.ok ? body.trim() : `HTTP ${response.status}`
  } catch (error) {
    const cause = (error as Error).cause
    return cause instanceof Error ? cause.message : (error as Error).message
  }
}
