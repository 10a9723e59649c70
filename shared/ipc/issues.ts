import type * as z from 'zod'

const shown = 3

/** The first issues of a zod error in one line: `document.nodes[2].id: Invalid input: expected string, …`. */
export function describeIssues(error: z.core.$ZodError): string {
  const lines = error.issues.slice(0, shown).map((issue) => {
    const path = describePath(issue.path)
    return path === '' ? issue.message : `${path}: ${issue.message}`
  })
  const more = error.issues.length - lines.length
  return more > 0 ? `${lines.join('; ')}; and ${more} more` : lines.join('; ')
}

function describePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? String(part) : `${text}.${String(part)}`
  }, '')
}
