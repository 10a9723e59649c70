// Started by process-guard.ts with a pid and, perhaps, a folder. The other end of stdin belongs to the guarded test
// process: when it closes without a word, that process is gone, and so must be the helper it started.
import { rmSync } from 'node:fs'

const [pid, folder] = process.argv.slice(2)
let released = false
process.stdin.on('data', () => {
  released = true
})
process.stdin.on('end', () => {
  if (released) return
  try {
    process.kill(Number(pid), 'SIGKILL')
  } catch {
    // it went by itself
  }
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
})
