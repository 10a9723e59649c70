import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { field } from '../../../shared/operators/field.ts'
import { consumerOptions } from '../../../shared/operators/lib/pulsar/consumer-options.ts'
import { presetField } from '../../../shared/operators/lib/pulsar/presets.ts'
import { applicableFields, fieldsOf, foldFields, placeholderOf } from './form-model.ts'

const texts = (title: string) => ({ title, description: `About ${title}.` })

/** The one field of a schema made for the test. */
function only(schema: z.ZodType) {
  return fieldsOf(z.strictObject({ it: schema }))[0]!
}

describe('the form of a schema', () => {
  test('every kind of value has its control', () => {
    const controls = {
      text: z.string(),
      number: z.number().int().min(1).max(9),
      switch: z.boolean(),
      choice: z.enum(['a', 'b']),
      texts: z.array(z.string()),
      list: z.array(z.strictObject({ path: z.string() })),
      properties: z.record(z.string(), z.string()),
      group: z.strictObject({ a: z.string() }),
      json: z.unknown(),
    }
    for (const [control, schema] of Object.entries(controls)) expect(only(schema).control).toBe(control)
  })

  test('a registered widget wins over the natural control', () => {
    expect(only(z.string().register(field, { ...texts('A'), widget: 'expression' })).control).toBe('expression')
    expect(only(z.array(z.string()).register(field, { ...texts('B'), widget: 'topics' })).control).toBe('topics')
    expect(only(z.string().register(field, { ...texts('C'), widget: 'code' })).control).toBe('code')
  })

  test('texts are found on whichever layer they were registered', () => {
    expect(only(z.string().register(field, texts('Inside')).default('x')).texts.title).toBe('Inside')
    expect(only(z.string().default('x').register(field, texts('Outside'))).texts.title).toBe('Outside')
  })

  test('a field without texts gets a title from its key', () => {
    expect(fieldsOf(z.strictObject({ maxItems: z.number() }))[0]!.texts.title).toBe('Max items')
  })

  test('optional and default are seen through: required, fallback and bounds are told apart', () => {
    expect(only(z.string())).toMatchObject({ required: true, fallback: undefined })
    expect(only(z.string().optional())).toMatchObject({ required: false, fallback: undefined })
    expect(only(z.number().min(1).max(9).default(3))).toMatchObject({ required: false, fallback: 3, range: [1, 9] })
    expect(only(z.strictObject({ a: z.string().default('x') }).prefault({}))).toMatchObject({
      required: false,
      control: 'group',
    })
  })

  test('a union of a literal and a number is edited as a number, one of literals as a choice', () => {
    expect(only(z.union([z.literal(0), z.number().min(10)])).control).toBe('number')
    expect(only(z.union([z.literal('a'), z.literal('b')]))).toMatchObject({
      control: 'choice',
      choices: [{ value: 'a' }, { value: 'b' }],
    })
    expect(only(z.union([z.string(), z.strictObject({})])).control).toBe('json')
  })

  test('choices carry their words', () => {
    const choice = only(z.enum(['a', 'b']).register(field, { ...texts('C'), optionTitles: { a: 'First' } }))
    expect(choice.choices).toEqual([
      { value: 'a', title: 'First' },
      { value: 'b', title: 'b' },
    ])
  })

  test('groups and lists carry the fields inside them', () => {
    const list = only(z.array(z.strictObject({ path: z.string(), expression: z.string() })).default([]))
    expect(list.fields.map((inner) => inner.key)).toEqual(['path', 'expression'])
    expect(only(consumerOptions.prefault({})).fields.map((inner) => inner.key)).toContain('receiverQueueSize')
  })

  test('basic and advanced are folded apart, each under its headings in order', () => {
    const { basic, advanced } = foldFields(fieldsOf(consumerOptions))
    expect(basic.flatMap((section) => section.fields.map((inner) => inner.key))).toEqual([
      'consumerType',
      'subscriptionInitialPosition',
    ])
    expect(advanced.map((section) => section.heading)).toEqual(['Subscription', 'Flow', 'Acknowledging'])
  })

  test('an empty field shows its placeholder, else its default', () => {
    expect(placeholderOf(only(z.number().default(3)))).toBe('3')
    expect(placeholderOf(only(z.string().register(field, { ...texts('D'), placeholder: 'orders' })))).toBe('orders')
    expect(placeholderOf(only(presetField()))).toBe('none')
  })

  test('a field is shown only beside the values that give it a meaning, given or by default', () => {
    const fields = fieldsOf(
      z.strictObject({
        kind: z.enum(['a', 'b']).default('a').register(field, texts('Kind')),
        only: z
          .string()
          .default('')
          .register(field, { ...texts('Only'), when: { field: 'kind', is: ['b'] } }),
      }),
    )
    const shown = (values: Record<string, unknown>) => applicableFields(fields, values).map(({ key }) => key)
    expect(shown({})).toEqual(['kind'])
    expect(shown({ kind: 'b' })).toEqual(['kind', 'only'])
  })
})
