import { describe, expect, it } from 'vitest'
import type { ProduceOptions } from '../../engine/ports.ts'
import { failureOf } from '../testing/scene.ts'
import { javaStringHash, keyHash } from './key-hash.ts'
import { murmur3 } from './murmur3.ts'

describe('the hash of a key', () => {
  /** From the definition of `String.hashCode`: s[0]·31^(n-1) + … + s[n-1] in 32 bits; here without the sign bit. */
  it.each([
    ['', 0],
    ['a', 97],
    ['hello', 99_162_322],
    ['polygenelubricants', 0],
    ['🔑', 0xd83d * 31 + 0xdd11],
  ])('of "%s" is Java’s', (text, hash) => {
    expect(javaStringHash(text)).toBe(hash)
  })

  it('is Murmur3 unless another scheme is named', () => {
    expect(keyHash()).toBe(murmur3)
    expect(keyHash('JavaStringHash')).toBe(javaStringHash)
  })

  it('of an unknown scheme is refused', async () => {
    const asked = Promise.resolve().then(() => keyHash('BoostHash' satisfies ProduceOptions['hashingScheme']))
    expect((await failureOf(asked)).message).toContain('Use Murmur3_32Hash or JavaStringHash.')
  })
})
