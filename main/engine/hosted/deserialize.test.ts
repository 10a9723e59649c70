import { describe, expect, it } from 'vitest'
import type { Admin, Broker, TopicSchema } from '../ports.ts'
import { runOperator } from '../testing/harness.ts'
import { createManualClock } from '../testing/manual-clock.ts'

/** A broker that knows schemas and nothing else; counts how often it is asked. */
function brokerWith(schemas: Readonly<Record<string, TopicSchema>>) {
  let asked = 0
  const schema = async (topic: string) => {
    asked++
    return schemas[topic] ?? null
  }
  const admin = { schema } as unknown as Admin
  return { broker: { admin: () => admin } as unknown as Broker, asked: () => asked }
}

const decode = (schema: TopicSchema | null, inputs: Parameters<typeof runOperator>[2]) => {
  const { broker } = brokerWith(schema === null ? {} : { feed: schema })
  return runOperator('deserialize', { serde: 'pulsar-schema' }, inputs, { broker, clock: createManualClock() })
}

describe('deserialize by the topic’s own schema', () => {
  it('decodes Avro', async () => {
    const definition = '{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}'
    const { outputs } = await decode({ type: 'AVRO', definition }, [{ bytes: '\u0006A-1' }])
    expect(outputs.out?.map(({ value }) => value)).toEqual([{ id: 'A-1' }])
  })

  it.each([
    ['JSON', [123, 125], {}],
    ['STRING', [65], 'A'],
    ['BYTES', [1], new Uint8Array([1])],
    ['INT32', [255, 255, 255, 254], -2],
    ['INT64', [0, 32, 0, 0, 0, 0, 0, 1], 2n ** 53n + 1n],
    ['DOUBLE', [63, 248, 0, 0, 0, 0, 0, 0], 1.5],
    ['BOOLEAN', [1], true],
  ] as const)('decodes %s', async (type, bytes, value) => {
    const { outputs } = await decode({ type, definition: '' }, [{ value: new Uint8Array(bytes) }])
    expect(outputs.out?.map((message) => message.value)).toEqual([value])
  })

  it('asks once for many messages of a topic', async () => {
    const { broker, asked } = brokerWith({ feed: { type: 'STRING', definition: '' } })
    const inputs = Array.from({ length: 500 }, () => ({ bytes: 'x' }))
    const { ledger } = await runOperator('deserialize', { serde: 'pulsar-schema' }, inputs, {
      broker,
      clock: createManualClock(),
    })
    expect(ledger).toMatchObject({ received: 500, delivered: 500 })
    expect(asked()).toBe(1)
  })

  it.each([
    [null, 'SLUICE-SCHEMA-MISSING'],
    [{ type: 'KEY_VALUE', definition: '' }, 'SLUICE-SCHEMA-TYPE'],
    [{ type: 'INT32', definition: '' }, 'SLUICE-SCHEMA-MISMATCH'],
    [{ type: 'AVRO', definition: '{' }, 'SLUICE-SCHEMA-INVALID'],
  ])('sends the untouched bytes to errors: %j', async (schema, code) => {
    const { outputs } = await decode(schema, [{ bytes: 'abcde' }])
    expect(outputs.errors?.map(({ failure }) => failure?.code)).toEqual([code])
    expect(outputs.errors?.[0]?.value).toEqual(new TextEncoder().encode('abcde'))
  })
})
