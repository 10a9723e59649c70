import { Worker } from 'node:worker_threads'
import { notesDescriptor } from '../protocol.ts'
import { Cell, idle } from './progress.ts'

/** What the guardian goes by; plain data. */
export interface GuardianOptions {
  readonly cells: Int32Array
  /** Process id of the engine. */
  readonly parent: number
  /** Of this whole process, bytes. */
  readonly processMemory: number
  /** A message worked on for longer is named to the engine, milliseconds. */
  readonly slowMs: number
}

interface GuardianData extends GuardianOptions {
  readonly cell: typeof Cell
  readonly idle: number
  readonly descriptor: number
  readonly tickMs: number
}

const tickMs = 25

/**
 * Starts a thread that goes on when the code does not: it names the message that takes long, ends the process when it has grown
 * too large (what is outside the heap has no other limit), and when the engine is gone. Resolves when it is on guard.
 */
export function startGuardian(options: GuardianOptions): Promise<void> {
  const workerData: GuardianData = { ...options, cell: Cell, idle, descriptor: notesDescriptor, tickMs }
  const text = `const { parentPort, workerData } = require('node:worker_threads');
(${guard.toString()})(workerData);
parentPort.postMessage('on guard')`
  const resourceLimits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 }
  const worker = new Worker(text, { eval: true, workerData, resourceLimits })
  worker.unref()
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
  })
}

/** Runs in a thread of its own, from its text: it may use nothing from this file. */
function guard(data: GuardianData): void {
  const { cells, cell, idle, parent, processMemory, slowMs, descriptor, tickMs } = data
  const { writeSync } = process.getBuiltinModule('node:fs')
  let seen = [0, idle]
  let since = 0
  let noted = false

  const note = (word: string) => {
    if (cells[cell.index] !== idle) writeSync(descriptor, `${word} ${cells[cell.batch]} ${cells[cell.index]}\n`)
  }
  const end = () => process.kill(process.pid, 'SIGKILL')

  setInterval(() => {
    Atomics.add(cells, cell.ticks, 1)
    if (!isAlive(parent)) end()
    if (process.memoryUsage.rss() > processMemory) {
      note('memory')
      end()
    }
    const [batch, index] = [cells[cell.batch] as number, cells[cell.index] as number]
    if (batch !== seen[0] || index !== seen[1]) {
      seen = [batch, index]
      since = 0
      noted = false
    } else since += tickMs
    if (since >= slowMs && !noted) {
      note('working')
      noted = true
    }
  }, tickMs)

  function isAlive(pid: number): boolean {
    if (process.platform !== 'win32') return process.ppid === pid
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
}
