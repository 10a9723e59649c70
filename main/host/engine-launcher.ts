import { join } from 'node:path'
import type { Transport } from '../../shared/ipc/contract.ts'

/** How an engine process ended. Both null when it could not be started at all. */
export interface EngineExit {
  readonly code: number | null
  readonly signal: string | null
}

/** One running engine process. */
export interface EngineProcess {
  /** Carries `engineContract` and `engineProcessContract`. Closes when the process is gone. */
  readonly transport: Transport
  /** Resolves once, when the process is gone; never rejects. */
  readonly exited: Promise<EngineExit>
  /** Ends it at once and without a chance to object. */
  kill(): void
}

/** Starts engine processes; hides whether by `child_process.fork` or Electron's `utilityProcess`. */
export interface EngineLauncher {
  launch(): EngineProcess
}

/** What an engine process is told: where its broker keeps its messages, and the folder whose files pipelines may use. */
export function engineArguments(workspace: string): string[] {
  return ['--data', join(workspace, '.sluice', 'data'), '--folder', workspace]
}
