import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScriptMessage, ScriptResult } from '../../engine/ports.ts'
import { pack, packMessages, packStates, unpack, unpackMessages, unpackStates } from './pack.ts'
import { packResults, unpackResults } from './protocol.ts'

/** Over the border and back: what the channel between the processes does. */
const cross = <T>(packed: T): T => deserialize(serialize(packed)) as T

const plain = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.uint8Array(),
  ),
  value: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('value')),
  ),
})).value

describe('what crosses between the processes', () => {
  it('is the same on the other side, whatever plain data it is', () => {
    fc.assert(
      fc.property(fc.array(plain), (values) => {
        expect(unpack(cross(pack(values)))).toEqual(values)
      }),
    )
  })

  it('travels as one text when it is JSON, and as clones beside it when not', () => {
    expect(pack([1, { a: 'b' }])).toEqual({ text: '[1,{"a":"b"}]', cloned: [] })
    expect(pack([1, 3n])).toEqual({ text: '[1,null]', cloned: [[1, 3n]] })
  })

  it('has bytes as bytes, even where they came as a Buffer', () => {
    const [value] = unpack(cross(pack([Buffer.from('hi')])))
    expect((value as object).constructor).toBe(Uint8Array)
    expect(value).toEqual(new Uint8Array([104, 105]))
  })

  it('keeps every part of a message', () => {
    const message: ScriptMessage = {
      value: { n: 3n },
      key: 'k',
      properties: { a: 'b' },
      topic: 't',
      partitionKey: 'p',
      orderingKey: 'o',
      eventTime: 1,
      sequenceId: 2,
      deliverAt: 3,
      messageId: '1:2',
      publishTime: 4,
      redeliveryCount: 5,
    }
    expect(unpackMessages(cross(packMessages([message, { ...message, key: null, value: 7 }])))).toEqual([
      message,
      { ...message, key: null, value: 7 },
    ])
  })

  it('tells a state that is forgotten from one that is null', () => {
    const states = new Map<string, unknown>([
      ['gone', undefined],
      ['null', null],
      ['', { n: 1, bytes: new Uint8Array([1]) }],
    ])
    expect([...unpackStates(cross(packStates(states)))]).toEqual([...states])
  })

  it('keeps results in order, with and without values', () => {
    const results: ScriptResult[] = [
      {
        outputs: [
          { port: 'out', message: { value: 1n } },
          { port: 'a', message: { key: 'k' } },
        ],
      },
      { failure: { code: 'SLUICE-CODE-THREW', message: 'no' } },
      { outputs: [] },
      { outputs: [{ port: 'out', message: { value: null, topic: null } }] },
    ]
    expect(unpackResults(cross(packResults(results)))).toEqual(results)
  })
})
