import { useDocument } from '../app/use-session.ts'
import { renamePipeline } from '../model/commands/document.ts'
import { isUnsaved } from '../model/document-store.ts'
import { documents } from '../model/session.ts'
import styles from './PipelineName.module.css'

/** The pipeline's name, edited in place, with a dot while there is something to save. */
export function PipelineName() {
  const name = useDocument((state) => state.document.name)
  const unsaved = useDocument(isUnsaved)
  return (
    <span className={styles.name}>
      <h1 className="visually-hidden">{name}</h1>
      <input
        key={name}
        aria-label="Name of the pipeline"
        defaultValue={name}
        spellCheck={false}
        autoComplete="off"
        onBlur={(event) => rename(event.currentTarget, name)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.value = name
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      {unsaved && (
        <span className={styles.unsaved} role="img" aria-label="Not saved" title="Not saved (Ctrl S saves)" />
      )}
    </span>
  )
}

function rename(input: HTMLInputElement, name: string): void {
  const next = input.value.trim()
  if (next === '') input.value = name
  else if (next !== name) documents.getState().apply(renamePipeline(next))
}
