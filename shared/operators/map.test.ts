import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'
import { spec } from './map.ts'

const map = async (config: Record<string, unknown>, value: unknown) => {
  const { outputs, failure } = await runOperator('map', config, [{ value, key: 'k' }])
  if (failure !== null) throw new Error(failure.message)
  return { out: outputs.out?.[0]?.value, failure: outputs.errors?.[0]?.failure }
}

describe('map', () => {
  it('renames, then removes, then sets', async () => {
    const config = {
      fields: [{ field: 'b', expression: '"set"' }],
      remove: ['b', 'c'],
      rename: [{ from: 'a', to: 'b' }],
    }
    expect((await map(config, { a: 1, c: 2, d: 3 })).out).toEqual({ b: 'set', d: 3 })
  })

  it('computes all fields from the message as it came in', async () => {
    const fields = [
      { field: 'n', expression: 'value.n + 1' },
      { field: 'm', expression: 'value.n + 10' },
    ]
    expect((await map({ fields }, { n: 1 })).out).toEqual({ n: 2, m: 11 })
  })

  it('sees key and time in its expressions', async () => {
    const fields = [
      { field: 'by', expression: 'key' },
      { field: 'at', expression: 'now() > 0' },
    ]
    expect((await map({ fields }, {})).out).toMatchObject({ by: 'k', at: true })
  })

  it('leaves the other branch its own value', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          {
            id: 'change',
            operator: 'map',
            config: {
              fields: [
                { field: 'a.b', expression: '5' },
                { field: 'c', expression: '6' },
              ],
              remove: ['d'],
            },
          },
          { id: 'changed', operator: 'test-collect' },
          { id: 'same', operator: 'test-collect' },
        ],
        edges: ['read.out>change.in', 'change.out>changed.in', 'read.out>same.in'],
      },
      { feed: { read: [{ value: { a: { b: 1 }, c: 2, d: 3 } }] } },
    )
    expect(result.outputs('changed')[0]?.value).toEqual({ a: { b: 5 }, c: 6 })
    expect(result.outputs('same')[0]?.value).toEqual({ a: { b: 1 }, c: 2, d: 3 })
  })

  it('replaces the whole value, whatever it was', async () => {
    expect((await map({ mode: 'replace', expression: 'value + 1' }, 4)).out).toBe(5)
    expect((await map({ mode: 'replace', expression: 'null' }, 4)).out).toBeNull()
  })

  it('keeps long integers exact', async () => {
    const fields = [{ field: 'copy', expression: 'value.id' }]
    expect((await map({ fields }, { id: 9007199254740993n })).out).toEqual({
      id: 9007199254740993n,
      copy: 9007199254740993n,
    })
  })

  it('keeps a field called __proto__ as it is', async () => {
    const value = JSON.parse('{"__proto__": {"admin": true}}')
    const { out } = await map({ fields: [{ field: 'a', expression: '1' }] }, value)
    expect(JSON.stringify(out)).toBe('{"__proto__":{"admin":true},"a":1}')
    expect((out as { admin?: boolean }).admin).toBeUndefined()
  })

  it.each([
    [new Uint8Array([1]), 'the value is bytes. Put a Deserialize step before.'],
    ['text', 'the value is the text "text". Use Replace to make an object of it.'],
    [[1], 'the value is a list.'],
    [null, 'the value is nothing (null).'],
  ])('refuses to set fields on %j', async (value, words) => {
    const { failure } = await map({ fields: [{ field: 'a', expression: '1' }] }, value)
    expect(failure?.code).toBe('SLUICE-MAP-NOT-OBJECT')
    expect(failure?.message).toContain(words)
  })

  it('sends a message whose expression fails to errors, unchanged', async () => {
    const { outputs } = await runOperator(
      'map',
      {
        fields: [
          { field: 'a', expression: '1' },
          { field: 'b', expression: 'value.x' },
        ],
      },
      [{ value: { c: 1 } }],
    )
    expect(outputs.out).toEqual([])
    expect(outputs.errors?.[0]).toMatchObject({ value: { c: 1 }, failure: { code: 'SLUICE-EXPRESSION-FIELD' } })
  })

  it.each([
    [{ fields: [{ field: '', expression: '1' }] }, 'Write a field path such as'],
    [{ fields: [{ field: 'a.__proto__', expression: '1' }] }, 'Write a field path such as'],
    [{ mode: 'replace' }, 'Give the expression that makes the new value.'],
  ])('refuses %j', (config, words) => expect(spec.config.safeParse(config).error?.message).toContain(words))

  it.each([
    [
      {
        fields: [
          { field: 'a', expression: '1' },
          { field: 'b', expression: '2' },
        ],
      },
      'sets a, b',
    ],
    [{ remove: ['x'], rename: [{ from: 'a', to: 'b' }] }, 'renames a; removes x'],
    [{ mode: 'replace', expression: 'value.x' }, 'becomes value.x'],
    [{}, 'changes nothing yet'],
  ])('says on its card: %j', (config, words) => expect(spec.summarise(spec.config.parse(config))).toBe(words))
})
