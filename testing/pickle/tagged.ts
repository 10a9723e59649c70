/** A value as `tagged.py` writes it: JSON that says what Python's value was. */
export type Tagged =
  | null
  | boolean
  | string
  | readonly Tagged[]
  | { readonly int: string }
  | { readonly float: string }
  | { readonly bytes: string }
  | { readonly dict: readonly (readonly [string, Tagged])[] }

/** What Sluice must show for it. */
export function untagged(tagged: Tagged): unknown {
  if (typeof tagged !== 'object' || tagged === null) return tagged
  if ('int' in tagged) return integer(tagged.int)
  if ('float' in tagged) return Buffer.from(tagged.float, 'hex').readDoubleBE()
  if ('bytes' in tagged) return new Uint8Array(Buffer.from(tagged.bytes, 'base64'))
  if (!('dict' in tagged)) return tagged.map(untagged)
  const fields: Record<string, unknown> = {}
  for (const [name, field] of tagged.dict) {
    Object.defineProperty(fields, name, {
      value: untagged(field),
      writable: true,
      enumerable: true,
      configurable: true,
    })
  }
  return fields
}

function integer(hex: string): number | bigint {
  const value = hex.startsWith('-') ? -BigInt(hex.slice(1)) : BigInt(hex)
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}
