import * as z from 'zod'

/** Where in the document a problem sits. All parts optional: a problem of the whole file has none. */
export const placeSchema = z.object({
  node: z.string().optional(),
  /** Path into the node's config (or into the document when no node is given). */
  field: z.array(z.union([z.string(), z.number()])).optional(),
  /** `from>to` */
  edge: z.string().optional(),
  /** 1-based, only when the document came from text. */
  line: z.number().int().optional(),
  column: z.number().int().optional(),
})

/** One edit that solves a problem: RFC 6902 operations on the document, and the words of the button. */
export const fixSchema = z.object({
  title: z.string(),
  patch: z.array(
    z.object({ op: z.enum(['add', 'remove', 'replace']), path: z.string(), value: z.unknown().optional() }),
  ),
})

/** One finding of `check`. `code` is stable and documented: `SLUICE-…`. */
export const diagnosticSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  place: placeSchema,
  fix: fixSchema.optional(),
})

export type Place = z.infer<typeof placeSchema>
export type Fix = z.infer<typeof fixSchema>
export type Diagnostic = z.infer<typeof diagnosticSchema>
