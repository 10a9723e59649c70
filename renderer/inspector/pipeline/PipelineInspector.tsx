import { type RefObject, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { Diagnostic } from '../../../shared/graph/diagnostic.ts'
import { useDiagnostics, useDocument } from '../../app/use-session.ts'
import { Secrets } from '../../connections/Secrets.tsx'
import { renamePipeline } from '../../model/commands/document.ts'
import type { DiagnosticsState } from '../../model/diagnostics-store.ts'
import { documents } from '../../model/session.ts'
import { focusField, focusWishes } from '../focus-store.ts'
import { FieldControl } from '../form/FieldControl.tsx'
import { Fields } from '../form/Fields.tsx'
import { FormTargetProvider } from '../form/form-target.ts'
import { ProblemList } from '../form/ProblemList.tsx'
import { useDraft } from '../form/use-draft.ts'
import inspector from '../Inspector.module.css'
import { NameInput } from '../NameInput.tsx'
import { Connections } from './Connections.tsx'
import { setDescription, setSetting } from './commands.ts'
import { settingsFields, settingsForm } from './forms.ts'
import { Parameters } from './Parameters.tsx'
import styles from './PipelineInspector.module.css'
import { useDocumentTarget } from './use-document-target.ts'

/** Nothing is selected: the pipeline itself, with its parameters, connections and settings. */
export function PipelineInspector() {
  const name = useDocument(({ document }) => document.name)
  const general = useDiagnostics((state: DiagnosticsState) => state.diagnostics.filter(({ place }) => isGeneral(place)))
  const root = useRef<HTMLDivElement>(null)
  useFocusWishes(root)
  return (
    <div className={inspector.inspector}>
      <header className={inspector.header}>
        <NameInput
          label="Name of the pipeline"
          name={name}
          placeholder="Untitled pipeline"
          onKeep={(next) => next && documents.getState().apply(renamePipeline(next))}
        />
        <p className={inspector.kind}>Pipeline</p>
      </header>
      <div className={inspector.body} ref={root}>
        <Description />
        <ProblemList problems={general} />
        <Connections />
        <Secrets />
        <Parameters />
        <SettingsForm />
      </div>
    </div>
  )
}

function isGeneral({ node, edge, field }: Diagnostic['place']): boolean {
  return !node && !edge && !['settings', 'connections', 'parameters'].includes(String(field?.[0]))
}

function Description() {
  const description = useDocument(({ document }) => document.description)
  const draft = useDraft(description, (text) => documents.getState().apply(setDescription(text.trim())))
  return (
    <textarea
      className={styles.description}
      aria-label="Description"
      placeholder="What this pipeline is for"
      value={draft.text}
      onChange={(event) => draft.change(event.target.value)}
      onBlur={draft.commit}
      onKeyDown={draft.onKeyDown}
    />
  )
}

const settingsPath = ['settings']

function SettingsForm() {
  const settings = useDocument(({ document }) => document.settings)
  const target = useDocumentTarget(settingsPath, setSetting)
  return (
    <section className={styles.section}>
      <h3 className={inspector.heading}>Settings</h3>
      <FormTargetProvider value={target}>
        <Fields
          fields={settingsFields}
          path={[]}
          values={settings}
          schema={settingsForm}
          preset="none"
          Field={FieldControl}
        />
      </FormTargetProvider>
    </section>
  )
}

/** Follows problems that lead to a part of the document. */
function useFocusWishes(root: RefObject<HTMLElement | null>): void {
  const wish = useStore(focusWishes, (state) => (state.wish?.node === null ? state.wish : null))
  useEffect(() => {
    if (!wish) return
    focusWishes.setState({ wish: null })
    if (root.current) focusField(root.current, wish.field)
  }, [wish, root])
}
