import { createNearest, didYouMean, type Nearest, quote } from '../../../graph/nearest.ts'
import { describeValue } from '../expression-failures.ts'
import { isRecord } from '../paths.ts'
import { createLinearMatcher } from '../regex/linear-matcher.ts'
import { PatternError } from '../regex/pattern.ts'
import {
  checkedFormats,
  dialect,
  innerSchemas,
  type KeywordForm,
  keywords,
  statedFormats,
  typeNames,
} from './keywords.ts'

export interface SchemaProblem {
  /** Into the schema; empty for the schema as a whole. */
  readonly path: readonly (string | number)[]
  readonly problem: string
}

/** A schema nested deeper is refused. */
const deepest = 60

/**
 * What is wrong with the structure of a JSON Schema 2020-12: keywords that hold the wrong kind of thing, patterns the linear matcher
 * does not know, references to other documents, and, with `unknown: 'refuse'`, keywords and formats of no standard. Where a reference
 * leads is not looked at; that is found when the schema is compiled.
 */
export function schemaProblems(schema: unknown, options: { unknown: 'refuse' | 'ignore' }): readonly SchemaProblem[] {
  const looking = { ...options, nearest: createNearest(), ids: new Set<string>(), found: [] as SchemaProblem[] }
  gatherIds(schema, looking.ids, 0)
  look(schema, [], looking)
  return looking.found
}

interface Looking {
  readonly unknown: 'refuse' | 'ignore'
  readonly nearest: Nearest
  /** Every `$id` inside the schema: references to these stay inside. */
  readonly ids: Set<string>
  readonly found: SchemaProblem[]
}

type Path = SchemaProblem['path']

function gatherIds(schema: unknown, ids: Set<string>, depth: number): void {
  if (!isRecord(schema) || depth > deepest) return
  if (typeof schema.$id === 'string') ids.add(schema.$id)
  for (const [, inner] of innerSchemas(schema)) gatherIds(inner, ids, depth + 1)
}

function look(schema: unknown, path: Path, looking: Looking): void {
  const { found } = looking
  if (typeof schema === 'boolean') return
  if (!isRecord(schema)) {
    found.push({ path, problem: `A schema is an object, \`true\` or \`false\`, not ${describeValue(schema)}.` })
  } else if (path.length > deepest) found.push({ path, problem: 'The schema is nested too deeply.' })
  else {
    for (const [keyword, held] of Object.entries(schema)) {
      const problem = problemOf(keyword, held, looking)
      if (problem !== null) found.push({ path: [...path, keyword], problem })
    }
    for (const [inside, inner] of innerSchemas(schema)) look(inner, [...path, ...inside], looking)
  }
}

function problemOf(keyword: string, held: unknown, looking: Looking): string | null {
  const form = keywords.get(keyword)
  if (form === undefined) return unknownKeyword(keyword, looking)
  if (keyword === 'format' && typeof held === 'string') return unknownFormat(held, looking)
  const wanted = forms[form](held, looking)
  if (wanted === null) return null
  return /[.]$/.test(wanted) ? wanted : `\`${keyword}\` must be ${wanted}, not ${describeValue(held)}.`
}

function unknownKeyword(keyword: string, { unknown, nearest }: Looking): string | null {
  if (unknown === 'ignore' || keyword.startsWith('x-')) return null
  return `JSON Schema has no keyword ${quote(keyword)}; it would be ignored.${didYouMean(nearest(keyword, keywords.keys()))}`
}

function unknownFormat(format: string, { unknown, nearest }: Looking): string | null {
  const known: readonly string[] = [...checkedFormats, ...statedFormats]
  if (unknown === 'ignore' || known.includes(format)) return null
  return `There is no format ${quote(format)}; it would be ignored.${didYouMean(nearest(format, known))}`
}

const isText = (held: unknown): held is string => typeof held === 'string'
const isTexts = (held: unknown): held is string[] => Array.isArray(held) && held.every(isText)
const isTypeName = (held: unknown) => (typeNames as readonly unknown[]).includes(held)

/** For each form: null when what is held fits, else what it must be, or a whole sentence. */
const forms: Readonly<Record<KeywordForm, (held: unknown, looking: Looking) => string | null>> = {
  anything: () => null,
  text: (held) => (isText(held) ? null : 'text'),
  list: (held) => (Array.isArray(held) ? null : 'a list'),
  choices: (held) => (Array.isArray(held) && held.length > 0 ? null : 'a list of at least one value'),
  'true or false': (held) => (typeof held === 'boolean' ? null : 'true or false'),
  number: (held) => (typeof held === 'number' ? null : 'a number'),
  'positive number': (held) => (typeof held === 'number' && held > 0 ? null : 'a number above 0'),
  count: (held) => (Number.isInteger(held) && (held as number) >= 0 ? null : 'a whole number of 0 or more'),
  types: (held) => {
    const fits = isTypeName(held) || (Array.isArray(held) && held.length > 0 && held.every(isTypeName))
    return fits ? null : `one of ${typeNames.join(', ')}, or a list of these`
  },
  names: (held) => (isTexts(held) ? null : 'a list of names'),
  'names by name': (held) =>
    isRecord(held) && Object.values(held).every(isTexts) ? null : 'an object whose values are lists of names',
  pattern: (held) => (isText(held) ? patternProblem(held) : 'a pattern'),
  reference: (held, { ids }) => (isText(held) ? referenceProblem(held, ids) : 'a reference such as `#/$defs/address`'),
  schema: () => null,
  schemas: (held) => (Array.isArray(held) && held.length > 0 ? null : 'a list of at least one schema'),
  'schemas by name': (held) => (isRecord(held) ? null : 'an object of schemas'),
  'schemas by pattern': (held) => {
    if (!isRecord(held)) return 'an object of schemas'
    return (
      Object.keys(held)
        .map(patternProblem)
        .find((problem) => problem !== null) ?? null
    )
  },
  dialect: (held) => {
    if (isText(held) && held.replace(/#$/, '') === dialect) return null
    return `The schema is written for ${describeValue(held)}; this step reads 2020-12 (\`${dialect}\`).`
  },
}

function patternProblem(pattern: string): string | null {
  try {
    createLinearMatcher(pattern)
    return null
  } catch (thrown) {
    if (!(thrown instanceof PatternError)) throw thrown
    return `${quote(pattern)} is not a pattern that can be used here: ${thrown.message} (character ${thrown.position + 1}).`
  }
}

function referenceProblem(reference: string, ids: ReadonlySet<string>): string | null {
  const document = reference.split('#')[0] ?? ''
  if (!/^[a-z][a-z0-9+.-]*:/i.test(document) || ids.has(document) || ids.has(`${document}#`)) return null
  return `${quote(reference)} refers to another document, and none is fetched. Copy it under \`$defs\` and refer to \`#/$defs/…\`.`
}
