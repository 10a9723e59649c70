import { expect, it } from 'vitest'
import { parseJson } from './json.ts'

it('keeps integers of 64 bits, and everything else as JSON.parse does', () => {
  const text =
    '{"ledgerId":9223372036854775807,"entryId":-1,"rate":0.1,"big":1e300,"list":[9007199254740993],"text":"9007199254740993"}'
  expect(parseJson(text)).toEqual({
    ledgerId: 9223372036854775807n,
    entryId: -1,
    rate: 0.1,
    big: 1e300,
    list: [9007199254740993n],
    text: '9007199254740993',
  })
})
