import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whether a process is there and not merely waiting to be buried. */
export function isAlive(pid: number): boolean {
  const state = statOf(pid)
  if (state !== null) return state.state !== 'Z'
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Waits until the process is gone. Throws when it is not within `limitMs`. */
export async function whenGone(pid: number, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs
  while (isAlive(pid)) {
    if (performance.now() > end) throw new Error(`Process ${pid} is still there after ${limitMs} ms.`)
    await sleep(20)
  }
}

/** Living children of this process that run code; empty where the system does not tell. */
export function scriptChildren(): number[] {
  const children = pids().filter((pid) => statOf(pid)?.parent === process.pid && isAlive(pid))
  return children.filter((pid) => read(`/proc/${pid}/cmdline`)?.includes('scripts/child/entry.ts'))
}

function pids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

function statOf(pid: number): { state: string; parent: number } | null {
  const [state, parent] =
    read(`/proc/${pid}/stat`)
      ?.replace(/^.*\) /s, '')
      .split(' ') ?? []
  return state === undefined ? null : { state, parent: Number(parent) }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
