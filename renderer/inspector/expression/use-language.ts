import { useSyncExternalStore } from 'react'

type Language = typeof import('./language.ts')

let loaded: Language | null = null
const listeners = new Set<() => void>()

/** The expression language; null until it has been loaded. Asking for it loads it. */
export function useLanguage(): Language | null {
  return useSyncExternalStore(subscribe, () => loaded)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (!loaded) void load()
  return () => listeners.delete(listener)
}

async function load(): Promise<void> {
  loaded = await import('./language.ts')
  for (const listener of listeners) listener()
}
