import { describe, expect, it } from 'vitest'
import { murmur3 } from './murmur3.ts'

describe('murmur3', () => {
  /** Published test vectors of MurmurHash3_x86_32, seed 0, with the sign bit cut off as Pulsar does. */
  it.each([
    ['', 0x00000000],
    ['test', 0xba6bd213],
    ['hello', 0x248bfa47],
    ['Hello, world!', 0xc0363e43],
    ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
  ])('of "%s" is the published one', (text, published) => {
    expect(murmur3(text)).toBe(published & 0x7fffffff)
  })

  it('is of the UTF-8 bytes, however long the text', () => {
    const long = 'ключ 🔑'.repeat(200)
    expect(murmur3(long)).toBe(murmur3(Buffer.from(long).toString()))
    expect(murmur3('é')).not.toBe(murmur3('\u00c3\u00a9'))
    expect(murmur3(`${'a'.repeat(255)}b`)).not.toBe(murmur3(`${'a'.repeat(255)}c`))
  })
})
