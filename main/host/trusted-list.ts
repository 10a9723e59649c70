import { createHash } from 'node:crypto'
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { toCanonicalText } from '../../shared/graph/canonical.ts'
import type { GraphDocument } from '../../shared/graph/schema.ts'

/**
 * What a person of this machine has agreed to run: single pipelines, exactly as they are, and whole folders. One line each, as a hash, in a
 * file of the person's own. Where cards stand on the canvas does not count.
 */
export interface TrustedList {
  /** `folder` is the one the document lies in; null when it lies in none that is known. */
  has(document: GraphDocument, folder: string | null): Promise<boolean>
  add(document: GraphDocument): Promise<void>
  addFolder(folder: string): Promise<void>
}

export function openTrustedList(file = defaultFile()): TrustedList {
  async function append(line: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true })
    await appendFile(file, `${line}\n`, { mode: 0o600 })
  }
  return {
    async has(document, folder) {
      const lines = new Set((await readFile(file, 'utf8').catch(() => '')).split('\n'))
      return lines.has(ofDocument(document)) || (folder !== null && lines.has(ofFolder(folder)))
    },
    add: (document) => append(ofDocument(document)),
    addFolder: (folder) => append(ofFolder(folder)),
  }
}

function defaultFile(environment = process.env): string {
  const state = environment.XDG_STATE_HOME || environment.LOCALAPPDATA || join(homedir(), '.local', 'state')
  return join(state, 'sluice', 'trusted')
}

function ofDocument(document: GraphDocument): string {
  return hash(toCanonicalText({ ...document, layout: { nodes: {}, groups: [], notes: [] } }))
}

function ofFolder(folder: string): string {
  return `folder ${hash(resolve(folder))}`
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
