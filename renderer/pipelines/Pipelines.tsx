import { FilePlus, FileUp, Save, SaveAll } from 'lucide-react'
import { useRef, useState } from 'react'
import { leaveFor } from '../app/dialogs.ts'
import { useDocument, useFiles } from '../app/use-session.ts'
import { fileSuffix } from '../model/actions/files.ts'
import { slug } from '../model/naming.ts'
import { actions, documents } from '../model/session.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { TextInput } from '../ui/TextInput.tsx'
import styles from './Pipelines.module.css'

/** The workspace's files and the shipped examples: open, save, start afresh. */
export default function Pipelines() {
  return (
    <div className={styles.panel}>
      <Toolbar />
      <Files />
      <Examples />
    </div>
  )
}

function Toolbar() {
  const [naming, setNaming] = useState(false)
  return (
    <>
      <div className={styles.toolbar}>
        <Button size="small" onClick={() => leaveFor(actions.newPipeline)}>
          <FilePlus /> New
        </Button>
        <Button size="small" onClick={() => void actions.save()}>
          <Save /> Save
        </Button>
        <span className={styles.space} />
        <IconButton label="Save as…" onClick={() => setNaming(true)}>
          <SaveAll />
        </IconButton>
        <ImportButton />
      </div>
      {naming && <SaveAs onDone={() => setNaming(false)} />}
    </>
  )
}

function ImportButton() {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton label="Import JSON…" onClick={() => leaveFor(() => input.current?.click())}>
        <FileUp />
      </IconButton>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label="File to import"
        hidden
        onChange={(event) => void importFrom(event.currentTarget)}
      />
    </>
  )
}

async function importFrom(input: HTMLInputElement): Promise<void> {
  const text = await input.files?.[0]?.text()
  // The same file can be chosen again.
  input.value = ''
  if (text !== undefined) actions.importText(text)
}

function SaveAs({ onDone }: { onDone: () => void }) {
  const suggested = slug(documents.getState().document.name, 'pipeline') + fileSuffix
  return (
    <form
      className={styles.naming}
      onSubmit={(event) => {
        event.preventDefault()
        const path = new FormData(event.currentTarget).get('path')
        onDone()
        if (typeof path === 'string' && path.trim() !== '') void actions.saveAs(path.trim())
      }}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <TextInput name="path" aria-label="File name" defaultValue={suggested} autoFocus />
      <Button type="submit" variant="primary">
        Save
      </Button>
    </form>
  )
}

function Files() {
  const files = useFiles((state) => state.files)
  const workspace = useFiles((state) => state.workspace)
  const open = useDocument((state) => state.file?.path)
  return (
    <section className={styles.section}>
      <h2>{workspace || 'Workspace'}</h2>
      {files.length === 0 && <p className={styles.none}>No files yet. Save puts the first one here.</p>}
      <ul>
        {files.map(({ path, name }) => (
          <li key={path}>
            <button
              type="button"
              className={styles.entry}
              aria-current={path === open || undefined}
              onClick={() => leaveFor(() => void actions.openFile(path))}
            >
              <span className={styles.title}>{name}</span>
              <span className={styles.detail}>{path}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Examples() {
  const examples = useFiles((state) => state.examples)
  if (examples.length === 0) return null
  return (
    <section className={styles.section}>
      <h2>Examples</h2>
      <ul>
        {examples.map(({ id, name, description }) => (
          <li key={id}>
            <button
              type="button"
              className={styles.entry}
              title={description}
              onClick={() => leaveFor(() => actions.openExample(id))}
            >
              <span className={styles.title}>{name}</span>
              <span className={styles.detail}>{description}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
