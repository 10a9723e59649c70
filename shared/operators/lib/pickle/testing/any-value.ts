import * as fc from 'fast-check'

const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.integer({ min: -70_000, max: 70_000 }),
  fc.bigInt().filter((value) => !Number.isSafeInteger(Number(value))),
  fc.double(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\\', '\n', '\r', '\0', 'u', 'ü', '\ud83d', '\ude42', '🙂') }),
  fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
)

const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '', '1', 'null'))

/** Any value that pickle can write: everything that a message can hold. */
export const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { arbitrary: scalar, weight: 4 },
    { arbitrary: fc.array(tie('value'), { maxLength: 6 }), weight: 2 },
    { arbitrary: fc.dictionary(key, tie('value'), { maxKeys: 6, noNullPrototype: true }), weight: 2 },
  ),
})).value
