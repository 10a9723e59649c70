import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuTimeOf } from '../../../graph/testing/cpu-time.ts'
import { encodePickle, type PickleProtocol } from './encode.ts'
import { opcodes } from './opcodes.ts'
import { anyValue } from './testing/any-value.ts'
import { bytesOf, decodeOrFail } from './testing/bytes.ts'

/** Dates, sets, the memo and the rest that the encoder does not write. */
const written = [
  '\x80\x04\x95\x4a\0\0\0\0\0\0\0\x8c\x08datetime\x94\x8c\x08datetime\x93C\x0a\x07\xe8\x02\x03\x04\x05\x06\0\0\x07h\x00\x8c\x08timezone\x93h\x00\x8c\x09timedelta\x93K\0K\0K\0\x87R\x85R\x86R.',
  '\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01(X\x01\0\0\0aq\x02K\x01X\x01\0\0\0bq\x03h\x01u.',
  '\x80\x02c__builtin__\nset\nq\x00]q\x01(K\x01K\x02eq\x02\x85q\x03Rq\x04.',
  "(dp0\nS'a\\x41'\np1\n(lp2\nI1\naL12345678901234567890L\naF1.5\nasVb\\u0041\ng2\ns.",
  '\x80\x04\x95\x20\0\0\0\0\0\0\0](\x8f\x94(K\x01K\x02\x90(K\x03\x91\x94cdecimal\nDecimal\n\x8c\x031.5\x85Re.',
  '](cos\nsystem\n(Vls\ntRK\x01e.',
].map(bytesOf)

const valid = fc.oneof(
  fc.constantFrom(...written),
  fc
    .tuple(anyValue, fc.constantFrom<PickleProtocol[]>(0, 1, 2, 3, 4, 5))
    .map(([value, protocol]) => encodePickle(value, protocol)),
)

const knownCodes = opcodes.flatMap((opcode, code) => (opcode ? [code] : []))
const codes = fc.oneof(fc.constantFrom(...knownCodes), fc.nat({ max: 255 }))

/** Somewhere between the first byte and the last; doubles of fast-check would nearly all lie near 0. */
const place = fc.nat({ max: 1_000_000 }).map((millionth) => millionth / 1_000_000)

/** One byte for another, or some for some others. */
const edit = fc.record({
  at: place,
  change: fc.oneof(
    fc.nat({ max: 255 }).map((byte) => ({ cut: 1, put: [byte] })),
    fc.record({ cut: fc.nat({ max: 6 }), put: fc.array(codes, { maxLength: 6 }) }),
  ),
})

const mutated = fc.tuple(valid, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([pickle, edits]) => {
  let bytes = [...pickle]
  for (const { at, change } of edits) {
    const start = Math.floor(at * bytes.length)
    bytes = [...bytes.slice(0, start), ...change.put, ...bytes.slice(start + change.cut)]
  }
  return Uint8Array.from(bytes)
})

/** Two pickles glued in the middle. */
const spliced = fc
  .tuple(valid, valid, place)
  .map(([one, other, at]) =>
    Uint8Array.from([...one.slice(0, Math.floor(at * one.length)), ...other.slice(Math.floor(at * other.length))]),
  )

describe('ends with a value or a failure of ours, in less than a second:', () => {
  test.each<[string, fc.Arbitrary<Uint8Array>, number]>([
    ['any bytes', fc.uint8Array({ maxLength: 200 }), 0],
    ['any opcodes', fc.array(codes, { maxLength: 60 }).map((list) => Uint8Array.from([...list, 0x2e])), 1],
    ['pickles with bytes changed, cut out and put in', mutated, 100],
    ['two pickles glued together', spliced, 100],
  ])('%s', (_name, pickles, leastDecoded) => {
    let decoded = 0
    const ends = fc.property(pickles, (bytes) => {
      let found: ReturnType<typeof decodeOrFail> | undefined
      expect(cpuTimeOf(() => (found = decodeOrFail(bytes)))).toBeLessThan(1_000)
      if (found && 'code' in found) expect(found.code).toMatch(/^SLUICE-PICKLE-(REFUSED|INVALID|LIMIT|TYPE)$/)
      else decoded++
    })
    fc.assert(ends, { seed: 5, numRuns: 3_000 })
    expect(decoded).toBeGreaterThanOrEqual(leastDecoded)
  })

  test('every opcode with nothing before it', () => {
    for (let code = 0; code < 256; code++) decodeOrFail(Uint8Array.of(code, 0x2e))
  })
})
