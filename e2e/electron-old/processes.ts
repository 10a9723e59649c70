import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** An engine: run by Node from `engine.mjs`, or in one of Electron's utility processes. */
const engineCommand = /engine\.mjs|node\.mojom\.NodeService/

/** The engine processes somewhere below a process, by /proc. */
export function enginesBelow(pid: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter(isNumber)
      .map((name) => [Number(name), parentOf(Number(name))]),
  )
  const isBelow = (child: number): boolean => {
    const parent = parents.get(child)
    return parent != null && (parent === pid || isBelow(parent))
  }
  return [...parents.keys()].filter((child) => isBelow(child) && engineCommand.test(readProcess(child, 'cmdline')))
}

/** Whether a process is there and not merely waiting to be forgotten. */
export function isAlive(pid: number): boolean {
  const state = statusFields(pid)[0]
  return state !== undefined && state !== 'Z'
}

/** The program that a process runs. */
export function programOf(pid: number): string {
  return readlinkSync(`/proc/${pid}/exe`)
}

function parentOf(pid: number): number | null {
  const parent = statusFields(pid)[1]
  return parent === undefined ? null : Number(parent)
}

/** State, parent, … : what follows the name, which may hold anything, in parentheses. */
function statusFields(pid: number): string[] {
  const status = readProcess(pid, 'stat')
  return status === '' ? [] : status.slice(status.lastIndexOf(')') + 2).split(' ')
}

/** Empty when the process is gone. */
function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name)
}
