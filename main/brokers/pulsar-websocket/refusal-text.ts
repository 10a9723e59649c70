const entities: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}
const title = /<title>(?:Error \d{3} ?)?(.*?)<\/title>/s
const prefix = /^Failed to create (?:producer\/consumer|reader): /
const javaClass = /^(?:[\w.]+\$?\w*Exception:? ?)+/

/**
 * Why Pulsar refused, from the page it sends along: the title of Jetty's HTML, unescaped, without the Java around the
 * sentence. `''` when it says nothing.
 */
export function refusalText(page: string): string {
  const text = unescapeHtml(title.exec(page)?.[1] ?? '').replace(prefix, '')
  return errorMessage(text).replace(javaClass, '').trim()
}

function unescapeHtml(text: string): string {
  return text.replace(/&(?:quot|apos|#39|lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
}

/** `{"errorMsg":"Namespace not found","reqId":…}` → `Namespace not found`. */
function errorMessage(text: string): string {
  try {
    const { errorMsg } = JSON.parse(text)
    return typeof errorMsg === 'string' ? errorMsg : text
  } catch {
    return text
  }
}
