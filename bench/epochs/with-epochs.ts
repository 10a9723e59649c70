import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStateStore } from '../../main/world/state/state-store.ts'
import { type Counted, count } from './counting.ts'

/** State in a file on the disk, saved in epochs. */
export async function run(messages: number): Promise<Counted> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  try {
    return await count(messages, await openStateStore({ directory, pipeline: 'bench' }))
  } finally {
    rmSync(directory, { recursive: true })
  }
}
