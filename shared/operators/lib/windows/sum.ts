/** Adds without losing digits: what does not fit into a number exactly becomes a bigint, and a number again when it fits. */
export function add(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    const isExact = Number.isSafeInteger(sum) || !Number.isSafeInteger(a) || !Number.isSafeInteger(b)
    return isExact ? sum : BigInt(a) + BigInt(b)
  }
  if (!isWhole(a) || !isWhole(b)) return Number(a) + Number(b)
  const sum = BigInt(a) + BigInt(b)
  return Number.isSafeInteger(Number(sum)) ? Number(sum) : sum
}

function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isInteger(value)
}
