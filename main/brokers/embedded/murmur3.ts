const encoder = new TextEncoder()
const scratch = new Uint8Array(768)

/**
 * Murmur3, 32 bits, seed 0, of the UTF-8 bytes, as a positive 31-bit number (Pulsar's Murmur3_32Hash). Decides the
 * partition and the owner of a key, so it must never change.
 */
export function murmur3(text: string): number {
  const fits = text.length * 3 <= scratch.length
  const bytes = fits ? scratch : encoder.encode(text)
  const length = fits ? encoder.encodeInto(text, scratch).written : bytes.length
  return hashBytes(bytes, length) & 0x7fffffff
}

function hashBytes(bytes: Uint8Array, length: number): number {
  const whole = length & ~3
  let hash = 0
  for (let at = 0; at < whole; at += 4) {
    const block = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    hash ^= scramble(block)
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64
  }
  let rest = 0
  for (let at = length - 1; at >= whole; at -= 1) rest = (rest << 8) | bytes[at]!
  return avalanche(hash ^ scramble(rest) ^ length)
}

function scramble(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}

function avalanche(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
