import { useMemo } from 'react'
import { useDiagnostics } from '../../app/use-session.ts'
import type { Command } from '../../model/command.ts'
import { documents } from '../../model/session.ts'
import { type FieldPath, type FormTarget, problemsAt } from '../form/form-target.ts'

/**
 * A form over a part of the document: `base` is where it stands, `edit` makes the command for one of its fields. Both must
 * stay the same objects while the form is shown.
 */
export function useDocumentTarget(base: FieldPath, edit: (path: FieldPath, value: unknown) => Command): FormTarget {
  const found = useDiagnostics(({ diagnostics }) =>
    problemsAt(
      diagnostics.filter(({ place }) => !place.node),
      base,
      true,
    ),
  )
  return useMemo(() => {
    const problems = found.map((problem) => ({
      ...problem,
      place: { ...problem.place, field: problem.place.field?.slice(base.length) },
    }))
    return {
      node: null,
      base,
      problems,
      write: (path, value) => documents.getState().apply(edit(path, value)),
    }
  }, [found, base, edit])
}
