import type { ControlProps } from './control-props.ts'
import { FieldRow } from './FieldRow.tsx'
import { placeholderOf } from './form-model.ts'
import styles from './TextAreaControl.module.css'
import { useFieldDraft } from './use-field-draft.ts'

/** Several lines of text or JSON. Leaving the field keeps them; Escape takes them back. */
export function TextAreaControl({ field, path, standing }: ControlProps) {
  const { draft, sentence } = useFieldDraft(field, path, standing)
  return (
    <FieldRow field={field} path={path} standing={standing} sentence={sentence} isBeingTyped={draft.isChanged}>
      {(ids) => (
        <textarea
          {...ids}
          className={styles.area}
          spellCheck={false}
          rows={3}
          placeholder={placeholderOf(field)}
          value={draft.text}
          onChange={(event) => draft.change(event.target.value)}
          onBlur={draft.commit}
          onKeyDown={(event) => event.key === 'Escape' && draft.onKeyDown(event)}
        />
      )}
    </FieldRow>
  )
}
