import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import type { FieldComponent, NestingProps } from './control-props.ts'
import { FieldRow } from './FieldRow.tsx'
import type { FormField } from './form-model.ts'
import { type FieldPath, useFormTarget } from './form-target.ts'
import styles from './ListControl.module.css'
import { standingOf } from './presets.ts'

/** A list of entries that have fields of their own, in an order that matters. */
export function ListControl({ field, path, standing, Field }: NestingProps) {
  const { write } = useFormTarget()
  const entries: readonly unknown[] = Array.isArray(standing.own) ? standing.own : []
  const add = entries.length === 0 ? 'Add' : 'Add another'
  const keep = (next: readonly unknown[]) => write(path, next.length === 0 ? undefined : next)
  const swap = (index: number, other: number) => keep(entries.with(index, entries[other]).with(other, entries[index]))
  return (
    <FieldRow field={field} path={path} standing={standing} holdsAll={false}>
      {({ id, ...ids }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid row in every engine.
        <div role="group" aria-labelledby={ids['aria-labelledby']} className={styles.list}>
          {entries.map((entry, index) => (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity but their place.
              key={index}
              className={styles.entry}
            >
              <div className={styles.tools}>
                <span>{index + 1}</span>
                <IconButton
                  label="Move up"
                  size="small"
                  side="top"
                  disabled={index === 0}
                  onClick={() => swap(index, index - 1)}
                >
                  <ArrowUp />
                </IconButton>
                <IconButton
                  label="Move down"
                  size="small"
                  side="top"
                  disabled={index === entries.length - 1}
                  onClick={() => swap(index, index + 1)}
                >
                  <ArrowDown />
                </IconButton>
                <IconButton label="Remove" size="small" side="top" onClick={() => keep(entries.toSpliced(index, 1))}>
                  <X />
                </IconButton>
              </div>
              <Entry Field={Field} fields={field.fields} path={[...path, index]} value={entry} />
            </div>
          ))}
          <Button
            id={id}
            size="small"
            aria-label={`${add}: ${field.texts.title}`}
            className={styles.add}
            onClick={() => keep([...entries, emptyEntry(field)])}
          >
            <Plus /> {add}
          </Button>
        </div>
      )}
    </FieldRow>
  )
}

interface EntryProps {
  Field: FieldComponent
  fields: readonly FormField[]
  path: FieldPath
  value: unknown
}

function Entry({ Field, fields, path, value }: EntryProps) {
  const values = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  return fields.map((field) => (
    <Field
      key={field.key}
      field={field}
      path={[...path, field.key]}
      standing={standingOf(field.key, values[field.key], field.fallback, null, 'none')}
    />
  ))
}

/** Required texts begin empty, so that the entry is complete in form and `check` asks for the content. */
function emptyEntry(field: FormField): Record<string, unknown> {
  return Object.fromEntries(field.fields.filter((inner) => inner.required).map((inner) => [inner.key, '']))
}
