import {
  Ajv2020,
  type ErrorObject,
  type FuncKeywordDefinition,
  type Options,
  type ValidateFunction,
} from 'ajv/dist/2020.js'
import type { DataValidateFunction } from 'ajv/dist/types/index.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import { fail } from '../../../shared/ipc/failure.ts'
import { schemaData } from '../../../shared/operators/lib/json-schema/data.ts'
import {
  checkedFormats,
  type KeywordForm,
  keywords,
  statedFormats,
} from '../../../shared/operators/lib/json-schema/keywords.ts'
import { isRecord } from '../../../shared/operators/lib/paths.ts'
import { createLinearMatcher, MatchLimitError } from '../../../shared/operators/lib/regex/linear-matcher.ts'

/** What a schema found; null when the value fits. */
export type Faults = {
  readonly errors: readonly ErrorObject[]
  /** Whether these are all there are. */
  readonly complete: boolean
} | null

/** Of a larger value only the first problem is looked for: each could have one in every part. */
const mostParts = 50_000
/** References followed and entries compared: so many in any case, and so many for each part of the value. */
const freeSteps = 100_000
const stepsPerPart = 50
/** Counts a reference; no keyword of any standard has a colon. */
const stepKeyword = 'sluice:step'

/**
 * Compiles a JSON Schema 2020-12 to a function over values. Throws SLUICE-VALIDATE-SCHEMA when that cannot be; the structure has been
 * looked at before (`schemaProblems`). The function throws SLUICE-VALIDATE-LIMIT for a value that would take too long.
 */
export function compileSchema(schema: Readonly<Record<string, unknown>>): (value: unknown) => Faults {
  const meter = new StepMeter()
  const metered = countReferences(schema) as Record<string, unknown>
  const fits = compile(metered, meter, { allErrors: false })
  const listAll = compile(metered, meter, { allErrors: true, validateSchema: false })

  function listFaults(value: unknown, parts: number): Faults {
    const first = { errors: fits.errors ?? [], complete: false }
    if (parts > mostParts) return first
    try {
      meter.begin(parts)
      listAll(value)
      return { errors: listAll.errors ?? [], complete: true }
    } catch {
      return first
    }
  }

  return (given) => {
    try {
      const { value, parts } = schemaData(given)
      meter.begin(parts)
      return fits(value) ? null : listFaults(value, parts)
    } catch (thrown) {
      throw explainLimit(thrown)
    }
  }
}

function compile(schema: Record<string, unknown>, meter: StepMeter, options: Options): ValidateFunction {
  const ajv = new Ajv2020({
    ...options,
    strict: false,
    verbose: true,
    logger: false,
    ownProperties: true,
    formats: { ...knownFormats, ...ignoredFormats },
    code: { regExp: Object.assign(linearPattern, { code: 'linearPattern' }) },
  })
  ajv.addKeyword({ keyword: stepKeyword, schema: false, errors: false, validate: () => meter.step() })
  ajv.removeKeyword('uniqueItems')
  ajv.addKeyword(uniqueItems(meter))
  try {
    // The schema itself is held against the standard's own, by the same keywords.
    meter.begin(Number.POSITIVE_INFINITY)
    return ajv.compile(schema)
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw fail('SLUICE-VALIDATE-SCHEMA', `The schema cannot be used: ${reason}.`)
  }
}

const knownFormats = Object.fromEntries(checkedFormats.map((name) => [name, fullFormats[name]]))
const ignoredFormats = Object.fromEntries(statedFormats.map((name) => [name, true as const]))

/** What ajv takes instead of a RegExp. It tells patterns apart by their `toString`. */
function linearPattern(pattern: string) {
  const matcher = createLinearMatcher(pattern)
  return { test: (text: string) => matcher.test(text), toString: () => pattern }
}

/** Known to ajv and to no standard of today; they would change what a schema means, or keep it from compiling. */
const strangers = new Set(['$async', 'dependencies', 'discriminator', 'id', 'nullable', stepKeyword])

/**
 * A copy in which every schema with a reference also counts a step: what can multiply without end goes through references. What
 * stands under unknown keywords is taken for schemas, because references may lead there (`#/components/schemas/order`).
 */
function countReferences(schema: unknown, isSchema = true): unknown {
  if (Array.isArray(schema)) return schema.map((inner) => countReferences(inner, isSchema))
  if (!isRecord(schema)) return schema
  const own = Object.entries(schema).filter(([keyword]) => !isSchema || !strangers.has(keyword))
  const copy = Object.fromEntries(own.map(([keyword, held]) => [keyword, countInside(keywords.get(keyword), held)]))
  if (Object.hasOwn(schema, '$ref') || Object.hasOwn(schema, '$dynamicRef')) copy[stepKeyword] = true
  return copy
}

function countInside(form: KeywordForm | undefined, held: unknown): unknown {
  if (form === undefined) return countReferences(held, false)
  if (form === 'schema' || form === 'schemas') return countReferences(held)
  if (!isRecord(held) || (form !== 'schemas by name' && form !== 'schemas by pattern')) return held
  return Object.fromEntries(Object.entries(held).map(([name, inner]) => [name, countReferences(inner)]))
}

/** Steps left for the value that is being looked at. */
class StepMeter {
  private left = 0

  begin(parts: number): void {
    this.left = freeSteps + stepsPerPart * parts
  }

  step(): true {
    if (--this.left < 0) throw tooCostly
    return true
  }
}

const tooCostly = fail(
  'SLUICE-VALIDATE-LIMIT',
  'The schema takes too long on this value: its references or patterns come back to the same parts too often. Make it simpler.',
)
const tooDeep = fail(
  'SLUICE-VALIDATE-LIMIT',
  'The value is nested too deeply for its schema, or the schema refers to itself without end.',
)

function explainLimit(thrown: unknown): unknown {
  if (thrown instanceof MatchLimitError) return tooCostly
  return thrown instanceof RangeError ? tooDeep : thrown
}

/** The keyword in one pass over the list; ajv's own compares every entry with every other. */
function uniqueItems(meter: StepMeter): FuncKeywordDefinition {
  return {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    errors: true,
    compile(unique: boolean) {
      const validate: DataValidateFunction = (list: readonly unknown[]) => {
        const pair = unique ? firstRepeat(list, meter) : null
        if (pair !== null) validate.errors = [{ keyword: 'uniqueItems', params: pair }]
        return pair === null
      }
      return validate
    },
  }
}

function firstRepeat(list: readonly unknown[], meter: StepMeter): { i: number; j: number } | null {
  if (list.length < 2) return null
  const seen = new Map<string, number>()
  for (const [i, entry] of list.entries()) {
    const text = JSON.stringify(sorted(entry, meter))
    const j = seen.get(text)
    if (j !== undefined) return { i, j }
    seen.set(text, i)
  }
  return null
}

/** With the fields of all objects in one order. */
function sorted(value: unknown, meter: StepMeter): unknown {
  meter.step()
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => sorted(item, meter))
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => [name, sorted(item, meter), 0])
}
