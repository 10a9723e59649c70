import { fromText, sentenceFor, toText } from './field-text.ts'
import type { FormField } from './form-model.ts'
import { type FieldPath, useFormTarget } from './form-target.ts'
import { jsonProblem } from './json-text.ts'
import type { Standing } from './presets.ts'
import { type Draft, useDraft } from './use-draft.ts'

/** A draft of a field's value as text, with the sentence about what is being typed. What is not JSON is not kept where JSON is due. */
export function useFieldDraft(
  field: FormField,
  path: FieldPath,
  standing: Standing,
): { draft: Draft; sentence: string | null } {
  const { write } = useFormTarget()
  const isRefused = (text: string) => jsonProblem(field, text) !== null
  const draft = useDraft(toText(field, standing.own), (text) => write(path, fromText(field, text)), isRefused)
  return { draft, sentence: draft.isChanged ? sentenceAbout(field, draft.text) : null }
}

function sentenceAbout(field: FormField, text: string): string | null {
  return jsonProblem(field, text) ?? sentenceFor(field, fromText(field, text))
}
