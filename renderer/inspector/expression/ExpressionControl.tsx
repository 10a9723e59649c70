import { useState } from 'react'
import type { ControlProps } from '../form/control-props.ts'
import { FieldRow } from '../form/FieldRow.tsx'
import { placeholderOf } from '../form/form-model.ts'
import { useFormTarget } from '../form/form-target.ts'
import { useFieldDraft } from '../form/use-field-draft.ts'
import { ExpressionInput } from './ExpressionInput.tsx'
import { SampleStrip } from './SampleStrip.tsx'
import { useInputSamples } from './use-input-samples.ts'

/** An expression or a template, with completion and what it gives for the last messages on the wire, as one types. */
export function ExpressionControl({ field, path, standing }: ControlProps) {
  const { node } = useFormTarget()
  const { draft, sentence } = useFieldDraft(field, path, standing)
  const [isFocused, setFocused] = useState(false)
  const kind = field.control === 'template' ? 'template' : 'expression'
  const { variables } = field.texts
  const isMain = path.length === 1 && field.required
  const rows = useInputSamples(node, isFocused || isMain)
  return (
    <FieldRow field={field} path={path} standing={standing} sentence={sentence} isBeingTyped={draft.isChanged}>
      {(ids) => (
        <div>
          <ExpressionInput
            ids={ids}
            kind={kind}
            variables={variables}
            rows={rows}
            draft={draft}
            placeholder={placeholderOf(field)}
            onFocus={() => setFocused(true)}
            onBlur={() => setFocused(false)}
          />
          {node && draft.text.trim() !== '' && (isFocused || isMain) && (
            <SampleStrip kind={kind} variables={variables} text={draft.text} rows={rows} />
          )}
        </div>
      )}
    </FieldRow>
  )
}
