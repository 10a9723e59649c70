import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { type FailureError, fail, toFailure } from '../../shared/ipc/failure.ts'
import { writeAtomically } from './atomic-write.ts'
import { resolveWorkspacePath } from './workspace-path.ts'

export interface WorkspaceFile {
  readonly path: string
  readonly text: string
  /** Changes whenever the content does. */
  readonly revision: string
}

/** The pipeline files of one folder. Paths are relative to it, with `/`. Every rejection is a FailureError. */
export interface WorkspaceFiles {
  list(): Promise<{ path: string; name: string; modifiedAt: number }[]>
  open(path: string): Promise<WorkspaceFile>
  /** `revision` null means a new file; what was there before stays beside it as `.bak`. */
  save(path: string, text: string, revision: string | null): Promise<{ path: string; revision: string }>
  /** Keeps a text that is not saved yet; null forgets it. */
  saveDraft(path: string, text: string | null): Promise<void>
  draft(path: string): Promise<string | null>
}

export const workspaceCaps = { fileBytes: 10 * 1024 * 1024, files: 1000, depth: 4 } as const

const extension = '.sluice.json'
const skippedFolders: ReadonlySet<string> = new Set(['node_modules', 'dist'])

export function createWorkspaceFiles(workspace: string): WorkspaceFiles {
  let lastWrite: Promise<unknown> = Promise.resolve()

  /** One write at a time, so that comparing the revision and writing are one step. */
  function inTurn<Result>(write: () => Promise<Result>): Promise<Result> {
    const turn = lastWrite.then(write, write)
    lastWrite = turn.catch(() => {})
    return turn
  }

  async function open(path: string): Promise<WorkspaceFile> {
    const file = await resolveWorkspacePath(workspace, path)
    const text = await readText(file, path)
    if (text === null) throw fail('SLUICE-FILE-MISSING', `${path} does not exist. Was it moved or renamed?`)
    return { path, text, revision: revisionOf(text) }
  }

  async function save(path: string, text: string, revision: string | null) {
    const file = await resolveWorkspacePath(workspace, path)
    refuseLarge(path, Buffer.byteLength(text))
    return inTurn(async () => {
      const current = await readText(file, path)
      refuseConflict(path, current, revision)
      await writeAtomically(file, text, current === null ? undefined : `${file}.bak`).catch(explainWrite(path))
      return { path, revision: revisionOf(text) }
    })
  }

  async function draftFile(path: string): Promise<string> {
    await resolveWorkspacePath(workspace, path)
    return join(workspace, '.sluice', 'drafts', `${revisionOf(path).slice(0, 32)}.json`)
  }

  async function saveDraft(path: string, text: string | null): Promise<void> {
    const file = await draftFile(path)
    if (text === null) return inTurn(() => rm(file, { force: true }))
    refuseLarge(path, Buffer.byteLength(text))
    await inTurn(() => writeAtomically(file, JSON.stringify({ path, text })).catch(explainWrite(path)))
  }

  async function draft(path: string): Promise<string | null> {
    const kept = await readFile(await draftFile(path), 'utf8').catch(() => null)
    return kept === null ? null : readDraft(kept)
  }

  return { list: () => listPipelines(workspace), open, save, saveDraft, draft }
}

/** Every `*.sluice.json` of the folder and a few levels below, by path. */
async function listPipelines(workspace: string) {
  const found: string[] = []
  await collect(workspace, 1, found)
  const entries = await Promise.all(found.map((file) => describeFile(workspace, file)))
  return entries.filter((entry) => entry !== null).toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

async function collect(folder: string, depth: number, found: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (found.length >= workspaceCaps.files || entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isFile() && entry.name.endsWith(extension)) found.push(path)
    const enters = entry.isDirectory() && depth < workspaceCaps.depth && !skippedFolders.has(entry.name)
    if (enters) await collect(path, depth + 1, found)
  }
}

async function describeFile(workspace: string, file: string) {
  const stats = await stat(file).catch(() => null)
  if (stats === null) return null
  const path = relative(workspace, file).split(sep).join('/')
  return { path, name: basename(file, extension), modifiedAt: Math.round(stats.mtimeMs) }
}

/** Null when there is no such file. */
async function readText(file: string, path: string): Promise<string | null> {
  try {
    refuseLarge(path, (await stat(file)).size)
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    if (error instanceof TypeError) throw fail('SLUICE-FILE-NOT-TEXT', `${path} is not UTF-8 text.`)
    throw explained('SLUICE-FILE-UNREADABLE', `${path} cannot be read`, error)
  }
}

function readDraft(kept: string): string | null {
  try {
    const { text } = JSON.parse(kept) as { text: unknown }
    return typeof text === 'string' ? text : null
  } catch {
    return null
  }
}

function refuseLarge(path: string, bytes: number): void {
  if (bytes <= workspaceCaps.fileBytes) return
  const limit = workspaceCaps.fileBytes / 1024 / 1024
  throw fail('SLUICE-FILE-TOO-LARGE', `${path} is larger than ${limit} MB, which no pipeline needs.`)
}

function refuseConflict(path: string, current: string | null, revision: string | null): void {
  if (revision === null) {
    if (current === null) return
    throw fail('SLUICE-FILE-EXISTS', `${path} exists already. Choose another name, or open it first.`)
  }
  if (current !== null && revisionOf(current) === revision) return
  const what = current === null ? 'was removed' : 'was changed by someone else'
  throw fail('SLUICE-FILE-CHANGED', `${path} ${what} since it was opened. Save under another name, or open it again.`)
}

function explainWrite(path: string) {
  return (error: unknown): never => {
    throw explained('SLUICE-FILE-UNWRITABLE', `${path} cannot be written; what was there is untouched`, error)
  }
}

function explained(code: string, what: string, error: unknown): FailureError {
  const failure = toFailure(error)
  if (failure.code.startsWith('SLUICE-FILE')) return fail(failure.code, failure.message)
  const reason = (error as NodeJS.ErrnoException).code ?? failure.message
  return fail(code, `${what} (${reason}). Check the folder's permissions and the disk.`)
}

function revisionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Makes Sluice's own folder in the workspace, kept out of version control. Returns its path. */
export async function ensureSluiceFolder(workspace: string): Promise<string> {
  const folder = join(workspace, '.sluice')
  await mkdir(folder, { recursive: true })
  await writeAtomically(join(folder, '.gitignore'), '*\n')
  return folder
}
