import { useEffect, useState } from 'react'
import type * as z from 'zod'
import type { FieldComponent } from './control-props.ts'
import styles from './Fields.module.css'
import { applicableFields, type FormField, type FormSection, foldFields } from './form-model.ts'
import { type FieldPath, problemsAt, useFormTarget } from './form-target.ts'
import { countDiffering, presetTableOf, standingOf } from './presets.ts'

export interface FieldsProps {
  fields: readonly FormField[]
  path: FieldPath
  values: Readonly<Record<string, unknown>>
  /** The schema of the object these fields are of: tells which presets fill it. */
  schema: z.ZodType
  preset: string
  Field: FieldComponent
}

/** Fields under their headings, the advanced ones folded away below. A heading that its first field repeats is left out. */
export function Fields(props: FieldsProps) {
  const { basic, advanced } = foldFields(applicableFields(props.fields, props.values))
  return (
    <div className={styles.fields}>
      <Sections {...props} sections={basic} />
      {advanced.length > 0 && <Advanced {...props} sections={advanced} />}
    </div>
  )
}

/** Opens by itself when something in it needs attention. */
function Advanced(props: FieldsProps & { sections: readonly FormSection[] }) {
  const { problems } = useFormTarget()
  const folded = props.sections.flatMap((section) => section.fields)
  const needsAttention = folded.some((field) => problemsAt(problems, [...props.path, field.key], true).length > 0)
  const [isOpen, setOpen] = useState(needsAttention)
  useEffect(() => {
    if (needsAttention) setOpen(true)
  }, [needsAttention])
  return (
    <details className={styles.advanced} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Advanced <span>{advancedWords(props, folded)}</span>
      </summary>
      <div className={styles.fields}>
        <Sections {...props} />
      </div>
    </details>
  )
}

function Sections({
  sections,
  path,
  values,
  schema,
  preset,
  Field,
}: FieldsProps & { sections: readonly FormSection[] }) {
  const table = presetTableOf(schema)
  return sections.map(({ heading, fields }) => (
    <div key={heading ?? ''} className={styles.section}>
      {heading !== null && fields[0]?.texts.title !== heading && <h3>{heading}</h3>}
      {fields.map((field) => (
        <Field
          key={field.key}
          field={field}
          path={[...path, field.key]}
          standing={standingOf(field.key, values[field.key], field.fallback, table, preset)}
          preset={preset === 'none' ? String(values.preset ?? 'none') : preset}
        />
      ))}
    </div>
  ))
}

function advancedWords({ values, schema, preset }: FieldsProps, folded: readonly FormField[]): string {
  const set = folded.filter(({ key, fallback }) => values[key] !== undefined && values[key] !== fallback)
  const own = Object.fromEntries(set.map((field) => [field.key, values[field.key]]))
  const differing = countDiffering(own, presetTableOf(schema), preset)
  if (differing > 0) return `${differing} ${differing === 1 ? 'differs' : 'differ'} from preset`
  return set.length > 0 ? `${set.length} set` : `${folded.length}`
}
