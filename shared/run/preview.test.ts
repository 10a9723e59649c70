import { describe, expect, it } from 'vitest'
import { previewOf } from './preview.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('A preview', () => {
  it('shows nothing for null and undefined, and empty text for an empty payload', () => {
    const nothing = { form: 'null', text: '', size: 0, truncated: false }
    expect(previewOf(null)).toEqual(nothing)
    expect(previewOf(undefined)).toEqual(nothing)
    expect(previewOf(bytes(''))).toEqual({ ...nothing, form: 'text' })
  })

  it('shows decoded values as JSON, with integers of any size exact', () => {
    const value = { id: 12345678901234567890n, name: 'Ä', list: [1, null] }
    expect(previewOf(value)).toEqual({
      form: 'json',
      text: '{"id":12345678901234567890,"name":"Ä","list":[1,null]}',
      size: 55,
      truncated: false,
    })
    expect(previewOf('text').text).toBe('"text"')
    expect(previewOf(7n).text).toBe('7')
  })

  it('shows bytes inside a decoded value as base64', () => {
    expect(previewOf({ raw: new Uint8Array([1, 2, 255]) }).text).toBe('{"raw":"AQL/"}')
    expect(previewOf({ raw: Buffer.from([1, 2, 255]) }).text).toBe('{"raw":"AQL/"}')
  })

  it('shows bytes as text where they are UTF-8, control characters and all, else as base64', () => {
    expect(previewOf(bytes('{"a":1}'))).toEqual({ form: 'text', text: '{"a":1}', size: 7, truncated: false })
    expect(previewOf(bytes('a\u0007\u202eb')).text).toBe('a\u0007\u202eb')
    expect(previewOf(new Uint8Array([0xff, 0x00]))).toEqual({ form: 'base64', text: '/wA=', size: 2, truncated: false })
  })

  it('cuts to the limit, never through a character, and tells the full size', () => {
    expect(previewOf(bytes('x'.repeat(3000)))).toEqual({
      form: 'text',
      text: 'x'.repeat(2048),
      size: 3000,
      truncated: true,
    })
    for (const character of ['é', '€', '😀']) {
      const preview = previewOf(bytes(character.repeat(20)), 10)
      expect(preview.form).toBe('text')
      expect(preview.text).toBe(character.repeat(Math.floor(10 / bytes(character).length)))
    }
    const json = previewOf({ text: '€'.repeat(1000) })
    expect(json).toMatchObject({ form: 'json', size: 3011, truncated: true })
    expect(bytes(json.text).length).toBeLessThanOrEqual(2048)
  })

  it('cuts bytes before writing them as base64', () => {
    const preview = previewOf(new Uint8Array(5000).fill(0xff))
    expect(preview).toMatchObject({ form: 'base64', size: 5000, truncated: true })
    expect(atob(preview.text)).toHaveLength(2048)
  })

  it('shows what JSON cannot hold by its name, and never throws', () => {
    const loop: Record<string, unknown> = {}
    loop.self = loop
    expect(previewOf(loop)).toMatchObject({ form: 'json', text: '"[object Object]"' })
    expect(previewOf(() => 1)).toMatchObject({ form: 'json', text: 'null' })
  })
})
