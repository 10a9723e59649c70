import { useDocumentShallow } from '../../app/use-session.ts'
import type { DocumentState } from '../../model/document-store.ts'
import { specOf } from '../../model/specs.ts'
import { topicsIn } from './topics-in.ts'

/** The topics of the document, for the `list` of an input. */
export function TopicSuggestions({ id }: { id: string }) {
  const topics = useDocumentShallow(topicsOfDocument)
  return (
    <datalist id={id}>
      {topics.map((topic) => (
        <option key={topic} value={topic} />
      ))}
    </datalist>
  )
}

function topicsOfDocument({ document }: DocumentState): string[] {
  return topicsIn(document, specOf)
}
