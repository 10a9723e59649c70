import { type ChildProcess, fork } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { fail } from '../../../shared/ipc/failure.ts'
import { notesDescriptor } from './protocol.ts'

/** What the process may take besides the code's heap: the runtime itself, its parser of types, buffers. */
const runtimeMb = 256

/** Of the whole process, for a heap of `memoryMb`; in bytes. */
export function processMemoryFor(memoryMb: number): number {
  return (memoryMb + runtimeMb) * 1024 * 1024
}

/** A process of ours for a script, with the ends of the pipes to it. */
export interface LaunchedChild {
  readonly child: ChildProcess
  /** What the runtime says of its own death. */
  readonly errors: Socket
  /** Lines the child wrote on `notesDescriptor`. */
  readonly notes: Socket
}

/** From source the child's files are in a folder beside this one; in a bundle they are one file beside the engine's. */
const here = import.meta.url
const isSource = here.endsWith('.ts')
const entry = fileURLToPath(new URL(isSource ? 'child/entry.ts' : 'script-child.mjs', here))
const readable = isSource ? fileURLToPath(new URL('.', here)) : entry
const isElectron = process.versions.electron !== undefined

/** Starts the process that runs one script: an empty environment, a bounded heap, no files and no processes where Node can deny them. */
export function launchChild(memoryMb: number): LaunchedChild {
  if (isElectron && here.includes('/app.asar')) throw notInPackage()
  const child = fork(entry, [], {
    env: isElectron ? { ELECTRON_RUN_AS_NODE: '1' } : {},
    execArgv: [`--max-old-space-size=${memoryMb}`, '--experimental-vm-modules', '--no-warnings', ...denials],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
  })
  return { child, errors: child.stderr as Socket, notes: child.stdio[notesDescriptor] as Socket }
}

/**
 * Node's permission model: no writing, no reading besides the child's own files, no processes, no add-ons. Threads stay allowed, for
 * the guardian is one; so does the network, which this model does not know. Electron is started without, where it was never tried.
 */
const denials = isElectron ? [] : ['--permission', '--allow-worker', `--allow-fs-read=${readable}`]

/** A packed app started as Node would start a second app instead: its fuses forbid it. */
function notInPackage() {
  return fail(
    'SLUICE-NOT-AVAILABLE',
    'The packed desktop app cannot start the process for code: it is built to run nothing but itself. Run this pipeline with "sluice serve" or "sluice run".',
  )
}
