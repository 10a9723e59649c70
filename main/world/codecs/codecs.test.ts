import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FailureError } from '../../../shared/ipc/failure.ts'
import { codecs } from './codecs.ts'

const order = JSON.stringify({
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'total', type: 'double' },
    { name: 'number', type: 'long' },
    { name: 'note', type: ['null', 'string'], default: null },
    { name: 'tags', type: { type: 'array', items: 'string' }, default: [] },
    { name: 'raw', type: 'bytes', default: '' },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['OPEN', 'PAID'] }, default: 'OPEN' },
  ],
})

const definition = `
syntax = "proto3";
package shop;
enum State { OPEN = 0; PAID = 1; }
message Line { string sku = 1; uint32 count = 2; }
message Order {
  string id = 1;
  double total = 2;
  int64 number = 3;
  State state = 4;
  repeated Line lines = 5;
  map<string, sint32> stock = 6;
  bytes raw = 7;
  Line first = 8;
  uint64 large = 9;
  bool paid_already = 10;
}`

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof FailureError) return `${thrown.failure.code} ${thrown.failure.message}`
    throw thrown
  }
  return 'no failure'
}

describe('Avro', () => {
  const codec = codecs.avro(order)
  const full = {
    id: 'A-1',
    total: 1.5,
    number: 2n ** 60n,
    note: 'x',
    tags: ['a'],
    raw: new Uint8Array([0, 255]),
    state: 'PAID',
  }

  it('writes what it reads, with 64 bits kept and bytes as bytes', () => {
    expect(codec.decode(codec.encode(full))).toEqual(full)
  })

  it('writes the bytes the Avro specification gives', () => {
    const small = codecs.avro(
      '{"type":"record","name":"T","fields":[{"name":"a","type":"long"},{"name":"b","type":"string"}]}',
    )
    expect([...small.encode({ a: 27, b: 'foo' })]).toEqual([0x36, 0x06, 0x66, 0x6f, 0x6f])
  })

  it('gives whole numbers as numbers where they are exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (number) => {
        const back = (codec.decode(codec.encode({ ...full, number })) as { number: number | bigint }).number
        expect(BigInt(back)).toBe(number)
        expect(typeof back).toBe(Number.isSafeInteger(Number(number)) ? 'number' : 'bigint')
      }),
    )
  })

  it('fills in defaults when writing', () => {
    expect(codec.decode(codec.encode({ id: 'A', total: 1, number: 1 }))).toMatchObject({
      note: null,
      tags: [],
      state: 'OPEN',
    })
  })

  it('makes plain records, safe to send on', () => {
    const value = codec.decode(codec.encode(full)) as object
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(structuredClone(value)).toEqual(value)
  })

  it('names the field that does not fit', () => {
    expect(codeOf(() => codec.encode({ ...full, total: 'much' }))).toMatch(
      /^SLUICE-SERIALIZE-AVRO .*`total` is "much", expected double/,
    )
    expect(codeOf(() => codec.encode({ total: 1, number: 1 }))).toMatch(/`id` is missing/)
  })

  it('says that bytes are something else', () => {
    expect(codeOf(() => codec.decode(new Uint8Array([200, 1])))).toMatch(/^SLUICE-DESERIALIZE-AVRO .*2 bytes.*Order/)
    const tail = new Uint8Array([...codec.encode(full), 1])
    expect(codeOf(() => codec.decode(tail))).toMatch(/^SLUICE-DESERIALIZE-AVRO/)
  })

  it('refuses a schema that is none', () => {
    expect(codeOf(() => codecs.avro('{"type":"recrod"}'))).toMatch(/^SLUICE-SCHEMA-INVALID/)
    expect(codeOf(() => codecs.avro('{'))).toMatch(/^SLUICE-SCHEMA-INVALID/)
  })
})

describe('Protobuf', () => {
  const codec = codecs.protobuf(definition, 'shop.Order')
  const full = {
    id: 'A-1',
    total: 1.5,
    number: -(2n ** 60n),
    state: 'PAID',
    lines: [{ sku: 's', count: 2 }],
    stock: { a: -1 },
    raw: new Uint8Array([1, 2]),
    first: { sku: 'f', count: 0 },
    large: 2n ** 64n - 1n,
    paid_already: true,
  }

  it('writes what it reads', () => {
    expect(codec.decode(codec.encode(full))).toEqual(full)
  })

  it('writes the bytes the Protobuf encoding gives', () => {
    const small = codecs.protobuf('syntax="proto3"; message Test1 { int32 a = 1; }', 'Test1')
    expect([...small.encode({ a: 150 })]).toEqual([0x08, 0x96, 0x01])
  })

  it('gives defaults for what is not on the wire', () => {
    expect(codec.decode(new Uint8Array(0))).toMatchObject({
      id: '',
      total: 0,
      number: 0,
      state: 'OPEN',
      lines: [],
      first: null,
    })
  })

  it.each([
    [{ total: 'x' }, '`total` is "x"; expected a double'],
    [{ number: 1.5 }, '`number` is 1.5; expected a whole number'],
    [{ large: -1 }, '`large` is -1; expected a number within uint64'],
    [{ state: 'LOST' }, '`state` is "LOST"; expected one of OPEN, PAID'],
    [{ lines: [{ sku: 1 }] }, '`lines[0].sku` is 1; expected a string'],
    [{ stock: { a: 2 ** 40 } }, '`stock.a` is'],
    [{ toatl: 1 }, '`toatl` is 1; expected no such field'],
    [{ raw: 'x' }, '`raw` is "x"; expected bytes'],
  ])('names the field that does not fit: %j', (value, words) => {
    expect(codeOf(() => codec.encode(value))).toContain(`SLUICE-SERIALIZE-PROTOBUF The field ${words}`)
  })

  it('refuses what is no object', () => {
    expect(codeOf(() => codec.encode(null))).toContain('The value is null')
  })

  it('reads a well-known type', () => {
    const timed = codecs.protobuf(
      'syntax="proto3"; import "google/protobuf/timestamp.proto"; message T { google.protobuf.Timestamp at = 1; }',
      'T',
    )
    expect(timed.decode(timed.encode({ at: { seconds: 5, nanos: 1 } }))).toEqual({ at: { seconds: 5, nanos: 1 } })
  })

  it('refuses definitions it cannot use', () => {
    expect(codeOf(() => codecs.protobuf('message {', 'T'))).toMatch(/^SLUICE-SCHEMA-INVALID/)
    expect(codeOf(() => codecs.protobuf(definition, 'shop.Missing'))).toMatch(/^SLUICE-SCHEMA-INVALID.*shop\.Missing/)
    expect(codeOf(() => codecs.protobuf('syntax="proto3"; import "other.proto"; message T {}', 'T'))).toMatch(
      /other\.proto/,
    )
  })
})

describe('hostile bytes', () => {
  const all = [codecs.avro(order), codecs.protobuf(definition, 'shop.Order')]
  it('end in a failure or a value, never in a crash or a hang', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        for (const codec of all) {
          const began = performance.now()
          expect(codeOf(() => codec.decode(bytes))).toMatch(/^no failure|^SLUICE-DESERIALIZE/)
          expect(performance.now() - began).toBeLessThan(1_000)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(['null', 'int', '{"type":"map","values":"null"}'])(
    'cannot have a list of %s as long as they say',
    (items) => {
      const codec = codecs.avro(`{"type":"array","items":${items.startsWith('{') ? items : `"${items}"`}}`)
      for (const count of [
        [0x80, 0x80, 0x80, 0x80, 0x01],
        [0xff, 0xff, 0xff, 0x7f, 0x02],
        [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03],
      ]) {
        const began = performance.now()
        expect(codeOf(() => codec.decode(new Uint8Array([...count, 0])))).toMatch(/^SLUICE-DESERIALIZE-AVRO/)
        expect(performance.now() - began).toBeLessThan(1_000)
      }
    },
  )

  it('cannot nest without end', () => {
    const codec = codecs.avro('{"type":"record","name":"N","fields":[{"name":"next","type":["null","N"]}]}')
    const nested = (depth: number): object => ({ next: depth === 0 ? null : nested(depth - 1) })
    expect(codec.decode(codec.encode(nested(50)))).toEqual(nested(50))
    expect(codeOf(() => codec.decode(new Uint8Array(100_000).fill(2)))).toMatch(/^SLUICE-DESERIALIZE-AVRO .*200 levels/)
  })
})
