import { describe, expect, it } from 'vitest'
import { webTextCodec } from '../../shared/operators/lib/text-codec.ts'
import { nodeTextCodec } from './node-text-codec.ts'

describe('The text codec of Node', () => {
  it.each(['', 'plain', 'Grüße €', '😀', '\ufeffmark', 'a\u0000b'])(
    'writes and reads %j as the pure one does',
    (text) => {
      const bytes = nodeTextCodec.encode(text)
      expect([...bytes]).toEqual([...webTextCodec.encode(text)])
      expect(nodeTextCodec.decode(new Uint8Array([0, ...bytes, 0]).subarray(1, bytes.length + 1))).toBe(text)
    },
  )

  it('throws on bytes that are not UTF-8', () => {
    expect(() => nodeTextCodec.decode(new Uint8Array([0xc3, 0x28]))).toThrow()
  })
})
