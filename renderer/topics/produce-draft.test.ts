import { describe, expect, test } from 'vitest'
import { draftOf, firstDraft, readDraft } from './produce-draft.ts'

const message = {
  messageId: '1:0:-1',
  topic: 'persistent://public/default/orders',
  payload: '',
  size: 0,
  truncated: false,
  key: null,
  orderingKey: null,
  properties: {},
  publishTime: 0,
  eventTime: null,
}
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('what is written by hand', () => {
  test('is one message, with key and properties', () => {
    const draft = { ...firstDraft, payload: '{"id": 9007199254740993}', key: 'k', properties: 'a=1\n\n b =x=y' }
    expect(readDraft(draft)).toEqual({
      rate: 0,
      what: {
        kind: 'message',
        payload: { form: 'json', text: '{"id": 9007199254740993}' },
        key: 'k',
        properties: { a: '1', b: 'x=y' },
        eventTime: null,
        count: 1,
      },
    })
  })

  test('is samples, many, at a rate', () => {
    const draft = { ...firstDraft, kind: 'template', template: 'sensor', count: '500', rate: '2.5' } as const
    expect(readDraft(draft)).toEqual({ rate: 2.5, what: { kind: 'template', template: 'sensor', count: 500 } })
  })

  test.each([
    ['no number of messages', { count: '0' }, 'whole number'],
    ['a rate below nothing', { rate: '-1' }, 'messages a second'],
    ['JSON that is none', { payload: '{' }, 'not JSON'],
    ['a property without a name', { properties: '=x' }, 'name=value'],
    ['a property without a value', { properties: 'x' }, 'name=value'],
  ])('is refused in a sentence: %s', (_, part, words) => {
    expect(readDraft({ ...firstDraft, ...part })).toEqual({ problem: expect.stringContaining(words) })
  })
})

describe('a message that is written once more', () => {
  test('comes with its JSON, key and properties', () => {
    const again = draftOf({ ...message, payload: base64('{"a":1}'), key: 'k', properties: { p: 'q' } })
    expect(again).toMatchObject({ form: 'json', payload: '{"a":1}', key: 'k', properties: 'p=q', count: '1' })
  })

  test('is text where it is no JSON, and base64 where it is no text', () => {
    expect(draftOf({ ...message, payload: base64('hello') })).toMatchObject({ form: 'text', payload: 'hello' })
    expect(draftOf({ ...message, payload: '/w==' })).toMatchObject({ form: 'base64', payload: '/w==' })
  })
})
