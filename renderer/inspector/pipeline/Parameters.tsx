import { Plus, X } from 'lucide-react'
import type { Parameter } from '../../../shared/graph/schema.ts'
import { useDiagnostics, useDocument } from '../../app/use-session.ts'
import { documents } from '../../model/session.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { fieldName, problemsAt } from '../form/form-target.ts'
import { ProblemList } from '../form/ProblemList.tsx'
import { Select } from '../form/Select.tsx'
import inspector from '../Inspector.module.css'
import { addParameter, removeParameter, renameParameter, setParameter } from './commands.ts'
import { DraftInput } from './DraftInput.tsx'
import styles from './PipelineInspector.module.css'

const types: Readonly<Record<Parameter['type'], string>> = {
  string: 'Text',
  integer: 'Whole number',
  number: 'Number',
  boolean: 'True or false',
}

const apply: ReturnType<typeof documents.getState>['apply'] = (command) => documents.getState().apply(command)

/** Values that are decided at the start of a run: `${NAME}` in any field stands for one. */
export function Parameters() {
  const parameters = useDocument(({ document }) => document.parameters)
  return (
    <section className={styles.section}>
      <h3 className={inspector.heading}>Parameters</h3>
      {Object.keys(parameters).length === 0 && (
        <p className={styles.words}>
          A parameter is a value decided at the start: write <code>{'${NAME}'}</code> in any field, and set it by{' '}
          <code>--set NAME=VALUE</code>.
        </p>
      )}
      {Object.entries(parameters).map(([name, parameter]) => (
        <OneParameter key={name} name={name} parameter={parameter} />
      ))}
      <Button size="small" className={styles.add} onClick={() => apply(addParameter(documents.getState().document))}>
        <Plus /> Add a parameter
      </Button>
    </section>
  )
}

function OneParameter({ name, parameter }: { name: string; parameter: Parameter }) {
  const place = ['parameters', name]
  const problems = useDiagnostics(({ diagnostics }) => problemsAt(diagnostics, place, true))
  const rename = (next: string) => {
    const { document } = documents.getState()
    if (/^[A-Za-z_]\w*$/.test(next) && !Object.hasOwn(document.parameters, next)) apply(renameParameter(name, next))
  }
  return (
    <div className={styles.card} data-field={fieldName(place)}>
      <div className={styles.line}>
        <DraftInput mono label={`Name of ${name}`} text={name} onKeep={rename} />
        <IconButton label={`Remove ${name}`} size="small" side="top" onClick={() => apply(removeParameter(name))}>
          <X />
        </IconButton>
      </div>
      <div className={styles.pair}>
        <Select
          aria-label={`Type of ${name}`}
          value={parameter.type}
          onChange={(event) => apply(setParameter(name, { type: event.target.value as Parameter['type'] }))}
        >
          {Object.entries(types).map(([type, title]) => (
            <option key={type} value={type}>
              {title}
            </option>
          ))}
        </Select>
        <DraftInput
          mono
          label={`Default of ${name}`}
          placeholder="no default"
          text={parameter.default === undefined ? '' : String(parameter.default)}
          onKeep={(text) => apply(setParameter(name, { default: defaultFrom(parameter.type, text) }))}
        />
      </div>
      <DraftInput
        label={`Description of ${name}`}
        placeholder="What it is for"
        text={parameter.description}
        onKeep={(description) => apply(setParameter(name, { description }))}
      />
      <ProblemList problems={problems} />
    </div>
  )
}

/** A default in the parameter's type where it fits; else as typed, for `check` to name. */
function defaultFrom(type: Parameter['type'], text: string): Parameter['default'] {
  if (text === '') return type === 'string' ? '' : undefined
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if ((type === 'integer' || type === 'number') && Number.isFinite(Number(text))) return Number(text)
  return text
}
