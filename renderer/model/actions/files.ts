import { toFailure } from '../../../shared/ipc/failure.ts'
import { replaceDocument, setId } from '../commands/document.ts'
import { emptyDocument, isUnsaved, newId } from '../document-store.ts'
import { readDocument, writeDocument } from '../document-text.ts'
import { revisionOf } from '../history.ts'
import { freeId, slug } from '../naming.ts'
import { attempt, type SessionParts } from './parts.ts'
import type { RunActions } from './run.ts'

export interface FileActions {
  /**
   * Fills the lists of files and examples. The first time, opens what the home wants shown first, unless someone has
   * opened or drawn something before the home answered.
   */
  connected(): Promise<void>
  openFile(path: string): Promise<void>
  openExample(id: string): void
  /** Opens the text of a file from elsewhere as a new document. */
  importText(text: string): void
  newPipeline(): void
  /** Writes to the document's file; asks for a new one by the pipeline's name when it has none. */
  save(): Promise<void>
  saveAs(path: string): Promise<void>
  exportText(): string
}

const shownFileKey = 'sluice.file'

/** What a file of a pipeline ends with. */
export const fileSuffix = '.sluice.json'

/** The example that someone sees who has not opened anything yet. */
const firstExample = 'getting-started'

export function createFileActions(parts: SessionParts, run: Pick<RunActions, 'leaveRun' | 'resume'>): FileActions {
  const { documents, selection, files, notices, home } = parts
  let shown = false
  /** How often something was asked to be shown. What was asked for last is shown, however late others are answered. */
  let asked = 0

  async function connected(): Promise<void> {
    await attempt(parts, refreshFiles)
    if (!shown) await attempt(parts, showFirst)
    await run.resume()
  }

  async function refreshFiles(): Promise<void> {
    const { workspace } = home
    const [list, examples] = await Promise.all([workspace.call('list', {}), workspace.call('examples', {})])
    files.setState({ files: list, examples })
  }

  async function showFirst(): Promise<void> {
    const info = await home.workspace.call('info', {})
    files.setState({ workspace: info.workspace })
    shown = true
    if (asked > 0 || isUnsaved(documents.getState())) return
    const path = parts.tabMemory.getItem(shownFileKey) || info.openFile
    const { examples } = files.getState()
    const example = examples.find(({ id }) => id === firstExample) ?? examples[0]
    if (path !== null) await openFile(path)
    else if (example) openExample(example.id)
  }

  function show(text: string, file: { path: string; revision: string } | null): void {
    const document = readDocument(text)
    asked += 1
    run.leaveRun()
    selection.getState().clear()
    documents.getState().open(document, file)
    parts.tabMemory.setItem(shownFileKey, file?.path ?? '')
  }

  async function openFile(path: string): Promise<void> {
    parts.commitPendingEdit()
    asked += 1
    const question = asked
    const file = await attempt(parts, () => home.workspace.call('open', { path }))
    if (!file || question !== asked) return
    tell(() => show(file.text, { path: file.path, revision: file.revision }))
    await restoreDraft(file.path)
    await run.resume()
  }

  /** Puts back what was not saved when the page or the machine went down, as one step that can be undone. */
  async function restoreDraft(path: string): Promise<void> {
    const { opened, file } = documents.getState()
    if (file?.path !== path) return
    const draft = await attempt(parts, () => home.workspace.call('draft', { path }))
    if (!draft || draft.text === null || documents.getState().opened !== opened) return
    const { text } = draft
    tell(() => documents.getState().apply(replaceDocument(readDocument(text), 'Restore unsaved changes')))
    notices.getState().inform('Changes that were not saved last time are back. Undo takes them away.')
  }

  function openExample(id: string): void {
    const example = files.getState().examples.find((entry) => entry.id === id)
    if (example) tell(() => show(example.text, null))
  }

  async function write(path: string, revision: string | null): Promise<void> {
    parts.commitPendingEdit()
    giveId(path)
    const { document, history, opened } = documents.getState()
    const text = writeDocument(document)
    const saved = await attempt(parts, () => home.workspace.call('save', { path, text, revision }))
    if (!saved) return
    if (documents.getState().opened === opened) {
      documents.getState().saved(saved, revisionOf(history))
      parts.tabMemory.setItem(shownFileKey, saved.path)
    }
    notices.getState().inform(`Saved ${saved.path}`)
    await attempt(parts, refreshFiles)
  }

  /** A new pipeline takes its id from its first file. */
  function giveId(path: string): void {
    const name = path
      .split('/')
      .at(-1)!
      .replace(/(\.sluice)?\.json$/, '')
    if (documents.getState().document.id === newId) documents.getState().apply(setId(slug(name, newId)))
  }

  function tell(work: () => void): void {
    try {
      work()
    } catch (error) {
      notices.getState().warn(toFailure(error).message)
    }
  }

  return {
    connected,
    openFile,
    openExample,
    importText: (text) => tell(() => show(text, null)),
    newPipeline: () => tell(() => show(writeDocument(emptyDocument()), null)),
    save: async () => {
      const { file, document } = documents.getState()
      if (file) return write(file.path, file.revision)
      const taken = new Set(files.getState().files.map((entry) => entry.path.replace(fileSuffix, '')))
      return write(`${freeId(taken, slug(document.name, 'pipeline'))}${fileSuffix}`, null)
    },
    saveAs: (path) => write(path.endsWith('.json') ? path : `${path}${fileSuffix}`, null),
    exportText: () => {
      parts.commitPendingEdit()
      return writeDocument(documents.getState().document)
    },
  }
}
