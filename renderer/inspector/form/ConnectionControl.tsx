import { useDocumentShallow } from '../../app/use-session.ts'
import type { DocumentState } from '../../model/document-store.ts'
import { SelectControl } from './ChoiceControl.tsx'
import type { ControlProps } from './control-props.ts'

/** One of the pipeline's connections. */
export function ConnectionControl(props: ControlProps) {
  const names = useDocumentShallow(connectionNames)
  return <SelectControl {...props} choices={names.map((name) => ({ value: name, title: name }))} />
}

function connectionNames({ document }: DocumentState): string[] {
  return Object.keys(document.connections)
}
