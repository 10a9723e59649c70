import type { Environment } from '@marcbachmann/cel-js'
import { fail } from '../../../ipc/failure.ts'
import { compileIn, type Variables } from '../cel/compile.ts'
import { createLanguage } from '../cel/environment.ts'
import { parseJson } from '../json.ts'
import { holeText, readTemplate } from '../template.ts'
import { firstEventTime, type SampleGenerator, type SampleOptions, sampleScene } from './generate.ts'
import { createSampleRandom, type SampleRandom } from './random.ts'
import { cities, firstNames, lastNames, products, words } from './words.ts'

/**
 * The generator of a JSON body whose texts may hold `{expression}`. Expressions see `index`, `key`, `eventTime` and the
 * fakes. A text that is one hole and nothing else becomes the value itself. Throws `SLUICE-GENERATOR-BODY`,
 * `SLUICE-TEMPLATE-SYNTAX` or `SLUICE-EXPRESSION-SYNTAX` for a wrong body.
 */
export function customGenerator(body: string, options: SampleOptions): SampleGenerator {
  const fakes: Fakes = { random: createSampleRandom(options.seed, 0) }
  const make = compilePart(parseBody(body), createFakeLanguage(fakes))
  return (index) => {
    const { random, keyNumber, eventTime } = sampleScene(index, options)
    fakes.random = random
    const key = `key-${keyNumber}`
    return { key, value: make({ index, key, eventTime }), properties: { template: 'custom' }, eventTime }
  }
}

/** The choices of the message being made; the fake functions draw from them. */
interface Fakes {
  random: SampleRandom
}

type Part = (variables: Variables) => unknown

function parseBody(body: string): unknown {
  try {
    return parseJson(body)
  } catch (thrown) {
    throw fail('SLUICE-GENERATOR-BODY', `The body of the custom template: ${(thrown as Error).message}`)
  }
}

function compilePart(part: unknown, language: Environment): Part {
  if (typeof part === 'string') return compileText(part, language)
  if (Array.isArray(part)) {
    const items = part.map((item) => compilePart(item, language))
    return (variables) => items.map((item) => item(variables))
  }
  if (typeof part !== 'object' || part === null) return () => part
  const fields = Object.entries(part).map(([name, field]) => [name, compilePart(field, language)] as const)
  return (variables) => Object.fromEntries(fields.map(([name, field]) => [name, field(variables)]))
}

function compileText(text: string, language: Environment): Part {
  const pieces = readTemplate(text).map((piece) => {
    if (typeof piece === 'string') return () => piece
    const evaluate = compileIn(language, piece.expression)
    return { evaluate, expression: piece.expression }
  })
  const [only] = pieces
  if (pieces.length === 1 && typeof only === 'object') return only.evaluate
  const texts = pieces.map((piece): ((variables: Variables) => string) =>
    typeof piece === 'function' ? piece : (variables) => holeText(piece.evaluate(variables), piece.expression),
  )
  return (variables) => texts.map((part) => part(variables)).join('')
}

function createFakeLanguage(fakes: Fakes): Environment {
  const language = createLanguage(() => firstEventTime)
  for (const [name, type] of [
    ['index', 'double'],
    ['key', 'string'],
    ['eventTime', 'double'],
  ] as const) {
    language.registerVariable(name, type)
  }
  for (const [signature, make] of Object.entries(fakeFunctions)) {
    language.registerFunction(signature, (...args: unknown[]) => make(fakes.random, ...args), { async: false })
  }
  return language
}

/** By CEL signature. Numbers arrive as BigInt when written without a point. */
const fakeFunctions: Readonly<Record<string, (random: SampleRandom, ...args: unknown[]) => unknown>> = {
  'uuid(): string': (random) => random.uuid(),
  'name(): string': (random) => `${random.pick(firstNames)} ${random.pick(lastNames)}`,
  'email(): string': (random) => `${random.pick(firstNames)}.${random.pick(lastNames)}@example.com`.toLowerCase(),
  'city(): string': (random) => random.pick(cities).city,
  'country(): string': (random) => random.pick(cities).country,
  'product(): string': (random) => random.pick(products).product,
  'word(): string': (random) => random.pick(words),
  'integer(dyn, dyn): double': (random, from, to) => random.integer(Math.ceil(Number(from)), Math.floor(Number(to))),
  'number(dyn, dyn): double': (random, from, to) => random.number(Number(from), Number(to), 2),
  'chance(dyn): bool': (random, probability) => random.chance(Number(probability)),
  'pick(list): dyn': (random, items) => random.pick(items as readonly unknown[]) ?? null,
}
