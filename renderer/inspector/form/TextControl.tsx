import { TextInput } from '../../ui/TextInput.tsx'
import type { ControlProps } from './control-props.ts'
import { FieldRow } from './FieldRow.tsx'
import { placeholderOf } from './form-model.ts'
import styles from './TextControl.module.css'
import { useFieldDraft } from './use-field-draft.ts'

/** One line of text, or a number with its unit beside it: both are typed, and both take parameters. */
export function TextControl({
  field,
  path,
  standing,
  mono = false,
  list,
}: ControlProps & { mono?: boolean; list?: string }) {
  const { draft, sentence } = useFieldDraft(field, path, standing)
  const given = standing.given === undefined ? placeholderOf(field) : String(standing.given)
  const unit = field.control === 'number' ? field.texts.unit : undefined
  return (
    <FieldRow field={field} path={path} standing={standing} sentence={sentence} isBeingTyped={draft.isChanged}>
      {(ids) => (
        <div className={styles.line}>
          <TextInput
            {...ids}
            aria-describedby={
              unit === undefined ? ids['aria-describedby'] : `${ids.id}-unit ${ids['aria-describedby']}`
            }
            mono={mono}
            list={list}
            inputMode={field.control === 'number' ? 'decimal' : undefined}
            placeholder={field.texts.placeholder && standing.given === undefined ? field.texts.placeholder : given}
            value={draft.text}
            onChange={(event) => draft.change(event.target.value)}
            onBlur={draft.commit}
            onKeyDown={draft.onKeyDown}
          />
          {unit !== undefined && (
            <span id={`${ids.id}-unit`} className={styles.unit}>
              {unit}
            </span>
          )}
        </div>
      )}
    </FieldRow>
  )
}
