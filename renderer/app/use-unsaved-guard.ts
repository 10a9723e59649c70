import { useEffect } from 'react'
import { isUnsaved } from '../model/document-store.ts'
import { documents } from '../model/session.ts'

/** Asks before the page goes while there is unsaved work. */
export function useUnsavedGuard(): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (isUnsaved(documents.getState())) event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [])
}
