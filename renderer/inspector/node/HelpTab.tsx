import type { OperatorExample, OperatorSpec } from '../../../shared/operators/define.ts'
import { errorsPort } from '../../model/lookup.ts'
import { specOf } from '../../model/specs.ts'
import { type FormField, fieldsOf } from '../form/form-model.ts'
import inspector from '../Inspector.module.css'
import { InlineCode } from '../markdown/InlineText.tsx'
import { Markdown } from '../markdown/Markdown.tsx'
import styles from './HelpTab.module.css'

/** The operator's own page: what it does, its ports, its fields, its examples. */
export default function HelpTab({ operator }: { operator: string }) {
  const spec = specOf(operator)
  if (!spec) return <p>There is no help for an operator that this version does not know.</p>
  return (
    <>
      <Markdown text={spec.docs} />
      <h3 className={inspector.heading}>Ports</h3>
      <p className={styles.ports}>
        <InlineCode text={spec.portsInWords ?? ''} /> {portWords(spec)}
      </p>
      <h3 className={inspector.heading}>Settings</h3>
      <FieldReference fields={fieldsOf(spec.config)} />
      {spec.examples.map((example) => (
        <Example key={example.title} example={example} />
      ))}
    </>
  )
}

function portWords({ inputs, outputs, errors }: OperatorSpec): string {
  const named = (ports: readonly string[]) => (ports.length === 0 ? 'none' : ports.join(', '))
  return `In: ${named(inputs)}. Out: ${named([...outputs, ...(errors ? [errorsPort] : [])])}.`
}

function FieldReference({ fields }: { fields: readonly FormField[] }) {
  return (
    <dl className={styles.fields}>
      {fields.map((field) => (
        <div key={field.key}>
          <dt>
            {field.texts.title} <code>{field.key}</code>
          </dt>
          <dd>
            <InlineCode text={field.texts.description} />
            {field.fields.length > 0 && <FieldReference fields={field.fields} />}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Example({ example }: { example: OperatorExample<unknown> }) {
  return (
    <section className={styles.example}>
      <h3 className={inspector.heading}>Example: {example.title}</h3>
      <pre>{JSON.stringify(example.config, null, 2)}</pre>
      {example.input && <pre>{flowLines(example).join('\n')}</pre>}
    </section>
  )
}

/** The first message in, and the first out of each port. */
function flowLines({ input = [], output = {} }: OperatorExample<unknown>): string[] {
  const ends = [['in', input] as const, ...Object.entries(output)].filter(([, messages]) => messages.length > 0)
  const width = Math.max(...ends.map(([port]) => port.length))
  return ends.map(([port, messages]) => `${port.padEnd(width)}  ${JSON.stringify(messages[0])}`)
}
