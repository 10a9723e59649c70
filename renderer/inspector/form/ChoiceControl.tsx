import { useDocumentShallow } from '../../app/use-session.ts'
import type { DocumentState } from '../../model/document-store.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import type { ControlProps } from './control-props.ts'
import { FieldRow } from './FieldRow.tsx'
import { holdsParameter } from './field-text.ts'
import type { Choice } from './form-model.ts'
import { useFormTarget } from './form-target.ts'
import { Select } from './Select.tsx'

/** Choices that stand side by side; more of them, or longer ones, are a list. */
const sideBySide = { count: 3, letters: 34 }

/** One of several values. */
export function ChoiceControl(props: ControlProps) {
  const { field, standing } = props
  const isShort = field.choices.map((choice) => choice.title).join('').length <= sideBySide.letters
  const canBeShown = standing.own === undefined || field.choices.some((choice) => choice.value === standing.own)
  if (field.choices.length <= sideBySide.count && isShort && canBeShown) return <SideBySide {...props} />
  return <SelectControl {...props} choices={field.choices} />
}

function SideBySide({ field, path, standing }: ControlProps) {
  const { write } = useFormTarget()
  return (
    <FieldRow field={field} path={path} standing={standing} offersParameters>
      {() => (
        <Segmented
          label={field.texts.title}
          value={String(standing.own ?? standing.given ?? '')}
          options={field.choices}
          onChange={(value) => write(path, value)}
        />
      )}
    </FieldRow>
  )
}

/** A list of choices, of which a parameter of the pipeline may be one. */
export function SelectControl({ field, path, standing, choices }: ControlProps & { choices: readonly Choice[] }) {
  const { write, limitAt } = useFormTarget()
  const refused = limitAt?.(path)?.refusedValues ?? []
  const parameters = useDocumentShallow(parameterTexts)
  const own = standing.own === undefined ? '' : String(standing.own)
  const known = new Set([...choices.map((choice) => choice.value), ...parameters])
  const given = choices.find((choice) => choice.value === standing.given)
  return (
    <FieldRow field={field} path={path} standing={standing}>
      {(ids) => (
        <Select {...ids} value={own} onChange={(event) => write(path, event.target.value || undefined)}>
          {own !== '' && !known.has(own) && (
            <option value={own}>{holdsParameter(own) ? own : `${own} (unknown)`}</option>
          )}
          {!field.required && (
            <option value="">{givenTitle(given?.title ?? field.texts.placeholder, standing.fromPreset)}</option>
          )}
          {field.required && own === '' && <option value="">Choose…</option>}
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} disabled={refused.includes(choice.value)}>
              {choice.title}
            </option>
          ))}
          {parameters.length > 0 && (
            <optgroup label="Parameters">
              {parameters.map((text) => (
                <option key={text} value={text}>
                  {text}
                </option>
              ))}
            </optgroup>
          )}
        </Select>
      )}
    </FieldRow>
  )
}

function givenTitle(title: string | undefined, isFromPreset: boolean): string {
  if (!title) return 'Not set'
  return `${title} (${isFromPreset ? 'preset' : 'default'})`
}

function parameterTexts({ document }: DocumentState): string[] {
  return Object.keys(document.parameters).map((name) => `\${${name}}`)
}
