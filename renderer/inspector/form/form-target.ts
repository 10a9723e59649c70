import { createContext, useContext } from 'react'
import type { Diagnostic } from '../../../shared/graph/diagnostic.ts'
import type { FieldLimit } from './limits.ts'

export type FieldPath = readonly (string | number)[]

/** What a form edits: the config of a node, or a part of the document. Passed down by context. */
export interface FormTarget {
  /** Sets one value as one step for undo; undefined leaves it out. */
  write(path: FieldPath, value: unknown): void
  /** The node whose config it is: its input wires give the samples for expressions. Null for the pipeline's own settings. */
  readonly node: string | null
  /** Where the target stands in what problems speak of: nothing for a node's config, else the path in the document. */
  readonly base: FieldPath
  /** What `check` found here, paths relative to the target. */
  readonly problems: readonly Diagnostic[]
  /** What the transport of the step's connection does not do with a field; absent where there is none. */
  readonly limitAt?: (path: FieldPath) => FieldLimit | null
}

const FormTargetContext = createContext<FormTarget | null>(null)

export const FormTargetProvider = FormTargetContext.Provider

export function useFormTarget(): FormTarget {
  const target = useContext(FormTargetContext)
  if (!target) throw new Error('A field stands outside of a form.')
  return target
}

/** The problems of one field. With `inside`, also of what the field contains. */
export function problemsAt(problems: readonly Diagnostic[], path: FieldPath, inside: boolean): readonly Diagnostic[] {
  return problems.filter(({ place: { field } }) => {
    if (!field || field.length < path.length || (!inside && field.length > path.length)) return false
    return path.every((step, index) => step === field[index])
  })
}

/** The problems that no field of the form shows: of the whole node, or of options the form does not know. */
export function problemsWithoutField(
  problems: readonly Diagnostic[],
  keys: ReadonlySet<string>,
): readonly Diagnostic[] {
  return problems.filter(({ place: { field } }) => !field || field.length === 0 || !keys.has(String(field[0])))
}

/** Names a field in the page, so that a problem can lead to it. */
export function fieldName(path: FieldPath): string {
  return path.join('.')
}
