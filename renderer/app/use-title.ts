import { useEffect } from 'react'
import { isUnsaved } from '../model/document-store.ts'
import { useDocument } from './use-session.ts'

/** Names the window after the pipeline, with a dot in front while there is something to save. */
export function useTitle(): void {
  const name = useDocument((state) => state.document.name)
  const unsaved = useDocument(isUnsaved)
  useEffect(() => {
    document.title = `${unsaved ? '• ' : ''}${name} · Sluice`
  }, [name, unsaved])
}
