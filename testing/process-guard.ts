import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Makes sure a helper process does not outlive this one, however this one ends, SIGKILL included: a small watcher in a
 * session of its own waits for this process to go and then kills `pid` and removes `folder`. Neither keeps the event
 * loop alive.
 *
 * Call the returned function once the helper has exited, before its pid can belong to somebody else.
 */
export function guardProcess(pid: number, folder?: string): () => void {
  const watcher = fileURLToPath(new URL('process-guard-watcher.mjs', import.meta.url))
  const args = [watcher, String(pid), ...(folder ? [folder] : [])]
  const env = { ...process.env, NODE_OPTIONS: '' }
  const child = spawn(process.execPath, args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env })
  child.unref()
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  return () => child.stdin.end('released')
}
