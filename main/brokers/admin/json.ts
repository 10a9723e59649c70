/**
 * Parses JSON of Pulsar's admin API, where ids have 64 bits: an integer that a number cannot hold becomes a bigint instead of
 * another integer. Throws a SyntaxError as JSON.parse does.
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source
    const isLost =
      typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    return isLost ? BigInt(source) : value
  })
}
