import { describe, expect, it } from 'vitest'
import { textHash } from './text-hash.ts'

describe('the hash of a text', () => {
  it('stays what it is, so that a sample stays the same over versions', () => {
    const texts = ['', 'a', 'customer-1', 'customer-2', 'größe']
    const numbers = ['0.668922', '0.103526', '0.908554', '0.028298', '0.591015']
    expect(texts.map((text) => textHash(text).toFixed(6))).toEqual(numbers)
  })

  it.each([
    ['counted', (index: number) => `customer-${index}`],
    ['padded', (index: number) => String(index).padStart(12, '0')],
    ['one letter apart at the front', (index: number) => `${index}-customer`],
  ])('spreads texts that are alike evenly: %s', (_name, textOf) => {
    const tenths = new Array<number>(10).fill(0)
    for (let index = 0; index < 100_000; index++) tenths[Math.floor(textHash(textOf(index)) * 10)]!++
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })
})
