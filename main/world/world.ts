import { join } from 'node:path'
import type { EnginePorts, StateStore } from '../engine/ports.ts'
import { codecs } from './codecs/codecs.ts'
import { createFiles } from './files.ts'
import { http } from './http.ts'
import { createScriptHost } from './scripts/script-host.ts'
import { openStateStore } from './state/state-store.ts'

/** The states of a pipeline in a data directory. Rejects as `openStateStore` does, when another run has them for one. */
export function openState(dataDirectory: string, pipeline: string): Promise<StateStore> {
  return openStateStore({ directory: join(dataDirectory, 'state'), pipeline })
}

/** What a run may touch of the machine. */
export interface WorldOptions {
  /** Id of the document. */
  readonly pipeline: string
  /** Folders whose files a run may use; relative paths start at the first. Empty for none. */
  readonly folders: readonly string[]
  /** Where its stateful steps keep their states; null for in memory. */
  readonly state: StateStore | null
}

export type World = Pick<EnginePorts, 'codecs' | 'http' | 'files' | 'scripts' | 'state'>

/** Everything a run needs of the machine besides clock and brokers. */
export function createWorld({ folders, state }: WorldOptions): World {
  return {
    codecs,
    http,
    files: createFiles(folders),
    scripts: createScriptHost(),
    state,
  }
}
