import { describe, expect, it } from 'vitest'
import type { ScriptMessage } from '../../../engine/ports.ts'
import { failureOf, outputsOf } from './results.ts'

const input: ScriptMessage = {
  value: { n: 1 },
  key: 'k',
  properties: { a: 'b' },
  topic: null,
  partitionKey: null,
  orderingKey: null,
  eventTime: 5,
  sequenceId: null,
  deliverAt: null,
  messageId: '1:2',
  publishTime: 0,
  redeliveryCount: 0,
}
const ports = new Set(['out', 'alerts'])
const outputs = (returned: unknown) => outputsOf(returned, input, ports)
const refusal = (returned: unknown) => {
  try {
    outputs(returned)
  } catch (thrown) {
    return failureOf(thrown, () => null).failure
  }
  return null
}

describe('what code may return', () => {
  it('is nothing, for a message that is dropped', () => {
    for (const nothing of [null, undefined, []]) expect(outputs(nothing)).toEqual([])
  })

  it('is the message itself, whose objects may have been changed in place', () => {
    expect(outputs(input)).toEqual([{ port: 'out', message: { value: { n: 1 }, properties: { a: 'b' } } }])
  })

  it('is an object with the parts that change, and only those travel back', () => {
    expect(outputs({ ...input, value: 'x', key: null, eventTime: 5 })).toEqual([
      { port: 'out', message: { value: 'x', key: null, properties: { a: 'b' } } },
    ])
    expect(outputs({ topic: 't' })).toEqual([{ port: 'out', message: { topic: 't' } }])
    expect(outputs({ key: undefined })).toEqual([{ port: 'out', message: {} }])
  })

  it('is a list of such, in order, to any of the ports', () => {
    expect(outputs([{ value: 1 }, { port: 'alerts', value: 2 }])).toEqual([
      { port: 'out', message: { value: 1 } },
      { port: 'alerts', message: { value: 2 } },
    ])
  })
})

describe('what code may not return', () => {
  it.each([
    [5, 'it is a number. Return the message'],
    ['text', 'it is a string'],
    [true, 'it is a boolean'],
    [new Uint8Array(1), 'it is bytes'],
    [() => 1, 'it is a function'],
    [[{ value: 1 }, 7], '[1] of it is a number'],
    [[null], '[0] of it is null'],
    [[[{ value: 1 }]], '[0] of it is a list'],
    [
      { total: 3, id: 4 },
      'it has total, id, which no message has. Data belongs into value: return { value: { total, id } }',
    ],
    [{ port: 'elsewhere' }, 'port elsewhere, and there is out, alerts'],
    [{ port: 'errors' }, 'port errors'],
    [{ key: 5 }, 'key of it is a number; it must be a text or null'],
    [{ properties: { n: 1 } }, 'properties of it is an object; it must be an object whose values are texts'],
    [{ properties: null }, 'properties of it is null'],
    [{ eventTime: Number.NaN }, 'eventTime of it is a number; it must be milliseconds or null'],
    [{ topic: ['t'] }, 'topic of it is a list'],
    [{ value: new Date(0) }, 'value is a Date. A value is plain data'],
    [{ value: { f: () => 1 } }, 'value.f is a function'],
  ])('is %o, and it is told why', (returned, words) => {
    expect(refusal(returned)?.code).toBe('SLUICE-CODE-RESULT')
    expect(refusal(returned)?.message).toContain(words)
  })
})

describe('what code throws', () => {
  it('is told with its name, its words and the line', () => {
    expect(failureOf(new TypeError('no total'), () => 3).failure).toEqual({
      code: 'SLUICE-CODE-THREW',
      message: 'The code threw at line 3: TypeError: no total',
      detail: { line: 3 },
    })
  })

  it('may be anything, of any length', () => {
    expect(failureOf('just text', () => null).failure).toEqual({
      code: 'SLUICE-CODE-THREW',
      message: 'The code threw: just text',
    })
    expect(failureOf('x'.repeat(5_000), () => null).failure.message.length).toBeLessThan(1_100)
  })
})
