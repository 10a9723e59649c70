import * as z from 'zod'
import { placeSchema } from '../graph/diagnostic.ts'

/** `not-tried`: something it stands on did not hold, or nobody may look. */
export const doctorStateSchema = z.enum(['ok', 'note', 'warning', 'failed', 'not-tried'])

/** What one look of the doctor found. Free of secrets. */
export const doctorResultSchema = z.object({
  /** Which look: `web-port`, `authentication`, `topic`, … The same look may have several results, for several places. */
  id: z.string(),
  state: doctorStateSchema,
  /** Stable and documented, where something is to be said beyond "ok". */
  code: z.string().nullable(),
  sentence: z.string(),
  /** What to do next; null where nothing is. */
  fix: z.string().nullable(),
  /** Machine-readable: addresses, status codes, counts. */
  detail: z.record(z.string(), z.unknown()),
  /** Node and field of the document, or field of the document alone; empty where it has no place there. */
  place: placeSchema,
})

export type DoctorState = z.infer<typeof doctorStateSchema>
export type DoctorResult = z.infer<typeof doctorResultSchema>
