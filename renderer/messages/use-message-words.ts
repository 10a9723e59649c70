import { useDocument } from '../app/use-session.ts'
import { edgeWords } from './edge-words.ts'

/** The ends of a wire in words, as they are called now. */
export function useMessageWords(edge: string): string {
  return useDocument(({ document }) => edgeWords(document, edge))
}
