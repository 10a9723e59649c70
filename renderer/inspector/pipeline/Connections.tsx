import { Plus, Stethoscope, X } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { type Connection, connectionSchema, type PulsarConnection } from '../../../shared/graph/schema.ts'
import { useDocument } from '../../app/use-session.ts'
import { askDoctor } from '../../connections/doctor-store.ts'
import { documents } from '../../model/session.ts'
import { specOf } from '../../model/specs.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { FieldControl } from '../form/FieldControl.tsx'
import { Fields } from '../form/Fields.tsx'
import { type FieldPath, FormTargetProvider, fieldName, problemsWithoutField } from '../form/form-target.ts'
import { ProblemList } from '../form/ProblemList.tsx'
import inspector from '../Inspector.module.css'
import { addConnection, removeConnection, renameConnection, setConnection } from './commands.ts'
import { withPart } from './connection-parts.ts'
import { DraftInput } from './DraftInput.tsx'
import { pulsarFields, pulsarForm } from './forms.ts'
import styles from './PipelineInspector.module.css'
import { useDocumentTarget } from './use-document-target.ts'

const kinds = [
  { value: 'embedded', title: 'Embedded broker' },
  { value: 'pulsar', title: 'Pulsar' },
] as const

const apply: ReturnType<typeof documents.getState>['apply'] = (command) => documents.getState().apply(command)

/** The brokers of the pipeline, by name. */
export function Connections() {
  const connections = useDocument(({ document }) => document.connections)
  return (
    <section className={styles.section}>
      <h3 className={inspector.heading}>Connections</h3>
      {Object.entries(connections).map(([name, connection]) => (
        <OneConnection key={name} name={name} connection={connection} />
      ))}
      <Button
        size="small"
        className={styles.add}
        onClick={() => apply(addConnection(documents.getState().document, fresh('pulsar')))}
      >
        <Plus /> Add a connection
      </Button>
    </section>
  )
}

function OneConnection({ name, connection }: { name: string; connection: Connection }) {
  const rename = (next: string) => {
    const { document } = documents.getState()
    if (next !== '' && !Object.hasOwn(document.connections, next)) apply(renameConnection(name, next, specOf))
  }
  return (
    <div className={styles.card} data-field={fieldName(['connections', name])}>
      <div className={styles.line}>
        <DraftInput mono label={`Name of ${name}`} text={name} onKeep={rename} />
        <IconButton label={`Remove ${name}`} size="small" side="top" onClick={() => apply(removeConnection(name))}>
          <X />
        </IconButton>
      </div>
      <Segmented
        label={`Kind of ${name}`}
        value={connection.type}
        options={kinds}
        onChange={(kind) => apply(setConnection(name, fresh(kind)))}
      />
      <ConnectionForm name={name} connection={connection} />
      <Button size="small" className={styles.add} onClick={() => askDoctor(name)}>
        <Stethoscope /> Check this connection
      </Button>
    </div>
  )
}

function ConnectionForm({ name, connection }: { name: string; connection: Connection }) {
  const base = useMemo(() => ['connections', name], [name])
  const edit = useCallback((path: FieldPath, value: unknown) => setConnection(name, partly(name, path, value)), [name])
  const target = useDocumentTarget(base, edit)
  if (connection.type === 'embedded') return <ProblemList problems={target.problems} />
  return (
    <FormTargetProvider value={target}>
      <Fields
        fields={pulsarFields}
        path={[]}
        values={connection}
        schema={pulsarForm}
        preset="none"
        Field={FieldControl}
      />
      <ProblemList problems={problemsWithoutField(target.problems, shownKeys)} />
    </FormTargetProvider>
  )
}

const shownKeys = new Set(pulsarFields.map((field) => field.key))

/** The connection as it is now with one part changed. */
function partly(name: string, path: FieldPath, value: unknown): Connection {
  return withPart(documents.getState().document.connections[name] as PulsarConnection, path, value)
}

function fresh(type: Connection['type']): Connection {
  return connectionSchema.parse(type === 'embedded' ? { type } : { type, serviceUrl: 'pulsar://localhost:6650' })
}
