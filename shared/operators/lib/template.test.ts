import { describe, expect, it } from 'vitest'
import { createMessage, createOrigin } from '../../message.ts'
import { checkTemplate, compileTemplate } from './template.ts'

const message = createMessage(
  { tenant: 'acme', id: 7, big: 9007199254740993n, tags: ['a', 'b'], flag: true, none: null, a: { b: { c: 'deep' } } },
  createOrigin('t', '1'),
  { key: 'k', properties: { region: 'eu' } },
)
const render = (text: string, over = message) => compileTemplate(text).render(over)

describe('a template', () => {
  it.each([
    ['orders', 'orders'],
    ['', ''],
    ['tenant-{value.tenant}-{properties.region}', 'tenant-acme-eu'],
    ['{key}', 'k'],
    ['{ value.tenant }', 'acme'],
    ['{value.a.b.c}', 'deep'],
    ['{value.id}', '7'],
    ['{value.big}', '9007199254740993'],
    ['{value.flag}', 'true'],
    ['{value.tags}', '["a","b"]'],
    ['{value.id + 1}', '8'],
    ['{value.id > 5 ? "many" : "few"}', 'many'],
    ['{{"id": {value.id}}}', '{"id": 7}'],
    ['{value.id > 5 ? "}" : "{"}', '}'],
    ['{size({"a": 1})}', '1'],
    ["{value.tenant + '}'}", 'acme}'],
  ])('%s', (text, result) => expect(render(text)).toBe(result))

  it('fails on what is missing, in the words of the expression', () => {
    expect(() => render('x-{value.region}')).toThrow('value.region: no such field; the message has tenant')
    expect(() => render('{properties.zone}')).toThrow('`properties` has region')
    expect(() => render('{value.a.b.c.d}')).toThrow('is the text "deep" and has no fields')
  })

  it.each(['{value.none}', '{key}'])('fails on nothing instead of writing "null": %s', (text) => {
    expect(() => render(text, { ...message, key: null })).toThrow('gave nothing (null), which has no text')
  })

  it('reads own fields only', () => {
    expect(() => render('{value.constructor.name}')).toThrow('no such field')
    expect(() => render('{value.tenant.length}')).toThrow('has no fields')
  })
})

describe('checkTemplate', () => {
  it.each([
    ['a-{value.b', 'This `{` is not closed; write `{{` for a brace.', 2],
    ['a-}', 'This `}` closes nothing; write `}}` for a brace.', 2],
    ['a-{}', 'There is no expression between the braces.', 3],
    ['a-{ value. }', 'The expression ends too early.', 10],
    ['a-{tenant}', 'There is no `tenant`', 3],
  ])('%s', (text, problem, position) => {
    const check = checkTemplate(text)
    expect(check).toMatchObject({ ok: false, position })
    expect(check.ok ? '' : check.problem).toContain(problem)
  })

  it('takes what compiles', () => expect(checkTemplate('tenant-{value.tenant}')).toEqual({ ok: true }))
})
