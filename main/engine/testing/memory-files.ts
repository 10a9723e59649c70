import { fail } from '../../../shared/ipc/failure.ts'
import type { FilePort } from '../ports.ts'

/** Files in memory, for tests of what reads and writes them. `synced` counts how often writes were made to last. */
export interface MemoryFiles extends FilePort {
  readonly texts: Map<string, string>
  synced: number
}

export function createMemoryFiles(initial: Readonly<Record<string, string>> = {}): MemoryFiles {
  const texts = new Map(Object.entries(initial))
  const files: MemoryFiles = {
    texts,
    synced: 0,
    async open(path) {
      const text = texts.get(path)
      if (text === undefined) throw fail('SLUICE-FILE-MISSING', `There is no file "${path}".`)
      let rest = new TextEncoder().encode(text)
      return {
        async read(max) {
          // Small pieces, so that rows and characters are cut apart.
          const part = rest.slice(0, Math.min(max, 7))
          rest = rest.slice(part.length)
          return part.length === 0 ? null : part
        },
        close: async () => {},
      }
    },
    async append(path) {
      if (!texts.has(path)) texts.set(path, '')
      return {
        get size() {
          return new TextEncoder().encode(texts.get(path) ?? '').length
        },
        write: async (bytes) => void texts.set(path, (texts.get(path) ?? '') + new TextDecoder().decode(bytes)),
        sync: async () => void files.synced++,
        close: async () => {},
      }
    },
    async rename(from, to) {
      if (texts.has(to)) throw fail('SLUICE-FILE-EXISTS', `There is a file already: "${to}".`)
      texts.set(to, texts.get(from) ?? '')
      texts.delete(from)
    },
  }
  return files
}
