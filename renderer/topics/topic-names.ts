/** `persistent://public/default/orders` → `orders`; any other text stays. */
export function localName(topic: string): string {
  return /^(?:non-)?persistent:\/\/[^/]+\/[^/]+\/(.+)$/.exec(topic)?.[1] ?? topic
}

/** The topics whose own name holds every word of the text, whatever its case; those that begin with it first. */
export function matching<Entry extends { readonly topic: string }>(
  entries: readonly Entry[],
  text: string,
): readonly Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return entries
  const found = entries.filter(({ topic }) => words.every((word) => localName(topic).toLowerCase().includes(word)))
  const begins = ({ topic }: Entry) => (localName(topic).toLowerCase().startsWith(words[0]!) ? 0 : 1)
  return found.toSorted((a, b) => begins(a) - begins(b))
}
