import * as z from 'zod'

/** The schema inside `optional`, `default`, `prefault`, `nullable` and their like. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = (schema._zod.def as { innerType?: z.core.$ZodType }).innerType
  return inner === undefined ? schema : unwrap(inner)
}

/** The form of a union that takes this value, as far as its discriminator tells; the schema itself when it is no union. */
export function chooseForm(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  const plain = unwrap(schema)
  if (!(plain instanceof z.ZodUnion)) return plain
  const { discriminator } = plain.def as { discriminator?: string }
  const fits = plain.options.find((option) => {
    if (discriminator === undefined) return z.safeParse(option, value).success
    const wanted = (unwrap(option) as z.ZodObject).shape[discriminator]
    return (
      wanted !== undefined && z.safeParse(wanted, (value as Record<string, unknown> | null)?.[discriminator]).success
    )
  })
  return fits === undefined ? plain : unwrap(fits)
}

/** The keys that the object at `path` knows; for a union, those of all its forms. Empty when no object stands there. */
export function keysAt(schema: z.core.$ZodType, path: readonly (string | number)[]): readonly string[] {
  const plain = unwrap(schema)
  if (plain instanceof z.ZodUnion) return [...new Set(plain.options.flatMap((option) => keysAt(option, path)))]
  const [step, ...rest] = path
  if (step === undefined) return plain instanceof z.ZodObject ? Object.keys(plain.shape) : []
  const next = memberSchema(plain, step)
  return next === undefined ? [] : keysAt(next, rest)
}

function memberSchema(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[step]
  if (schema instanceof z.ZodArray) return schema.element
  if (schema instanceof z.ZodRecord) return schema.valueType
  return undefined
}
