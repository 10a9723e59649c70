import process from 'node:process'
import type { FromChild, LoadRequest, ToChild } from '../protocol.ts'
import { compileCode, lineOf } from './compile.ts'
import { createConsole, limitLines } from './console.ts'
import { startGuardian } from './guardian.ts'
import { Progress } from './progress.ts'
import { failureOf } from './results.ts'
import { Workshop } from './workshop.ts'

/**
 * The process of one script. Started by `launch.ts` with an empty environment; it takes one `load`, then batches, and ends with
 * its parent. What the code might break by accident is taken before the code is loaded.
 */
const sendToParent = process.send?.bind(process) as (note: FromChild) => boolean
const exit = process.exit.bind(process)
const progress = new Progress()
let workshop: Workshop | null = null

const send = (note: FromChild): void => void sendToParent(note)
const writeLine = limitLines((level, line) => send({ kind: 'log', level, line }), Date.now)

globalThis.console = createConsole(writeLine)
process.send = undefined
// Electron needs it to start as Node; the code is promised an empty environment.
delete process.env.ELECTRON_RUN_AS_NODE

process.on('disconnect', () => exit())
process.on('exit', () => progress.note('exit'))
process.on('uncaughtException', (thrown) =>
  writeLine('error', `Outside any message: ${failureOf(thrown, lineOf).message}`),
)
process.on('message', (request: ToChild) => {
  if (request.kind === 'load') void load(request)
  else void workshop?.work(request)
})

async function load(request: LoadRequest): Promise<void> {
  const { parent, processMemory, timeoutMs } = request
  await startGuardian({ cells: progress.cells, parent, processMemory, slowMs: timeoutMs / 2 })
  try {
    workshop = new Workshop(await compileCode(request), request, progress, send)
    send({ kind: 'loaded' })
  } catch (thrown) {
    send({ kind: 'not-loaded', failure: failureOf(thrown, lineOf).failure })
  }
}
