/** What a keyword of JSON Schema 2020-12 holds. */
export type KeywordForm =
  | 'anything'
  | 'text'
  | 'list'
  | 'choices'
  | 'true or false'
  | 'number'
  | 'positive number'
  | 'count'
  | 'types'
  | 'names'
  | 'names by name'
  | 'pattern'
  | 'reference'
  | 'schema'
  | 'schemas'
  | 'schemas by name'
  | 'schemas by pattern'
  | 'dialect'

/** All keywords of the standard, and `definitions`, which many schemas still use for `$defs`. */
export const keywords: ReadonlyMap<string, KeywordForm> = new Map([
  ['$schema', 'dialect'],
  ['$id', 'text'],
  ['$anchor', 'text'],
  ['$dynamicAnchor', 'text'],
  ['$ref', 'reference'],
  ['$dynamicRef', 'reference'],
  ['$comment', 'text'],
  ['$vocabulary', 'anything'],
  ['$defs', 'schemas by name'],
  ['definitions', 'schemas by name'],
  ['allOf', 'schemas'],
  ['anyOf', 'schemas'],
  ['oneOf', 'schemas'],
  ['not', 'schema'],
  ['if', 'schema'],
  ['then', 'schema'],
  ['else', 'schema'],
  ['dependentSchemas', 'schemas by name'],
  ['prefixItems', 'schemas'],
  ['items', 'schema'],
  ['contains', 'schema'],
  ['properties', 'schemas by name'],
  ['patternProperties', 'schemas by pattern'],
  ['additionalProperties', 'schema'],
  ['propertyNames', 'schema'],
  ['unevaluatedItems', 'schema'],
  ['unevaluatedProperties', 'schema'],
  ['type', 'types'],
  ['enum', 'choices'],
  ['const', 'anything'],
  ['multipleOf', 'positive number'],
  ['maximum', 'number'],
  ['exclusiveMaximum', 'number'],
  ['minimum', 'number'],
  ['exclusiveMinimum', 'number'],
  ['maxLength', 'count'],
  ['minLength', 'count'],
  ['pattern', 'pattern'],
  ['maxItems', 'count'],
  ['minItems', 'count'],
  ['uniqueItems', 'true or false'],
  ['maxContains', 'count'],
  ['minContains', 'count'],
  ['maxProperties', 'count'],
  ['minProperties', 'count'],
  ['required', 'names'],
  ['dependentRequired', 'names by name'],
  ['title', 'text'],
  ['description', 'text'],
  ['default', 'anything'],
  ['deprecated', 'true or false'],
  ['readOnly', 'true or false'],
  ['writeOnly', 'true or false'],
  ['examples', 'list'],
  ['format', 'text'],
  ['contentEncoding', 'text'],
  ['contentMediaType', 'text'],
  ['contentSchema', 'schema'],
])

export const typeNames = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'] as const

/** Formats that values are held to. */
export const checkedFormats = [
  'date',
  'date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'json-pointer',
  'regex',
  'relative-json-pointer',
  'time',
  'uri',
  'uri-reference',
  'uri-template',
  'uuid',
] as const

/** Formats of the standard that say something to readers only. */
export const statedFormats = ['idn-email', 'idn-hostname', 'iri', 'iri-reference'] as const

export const dialect = 'https://json-schema.org/draft/2020-12/schema'

/** The schemas right inside a schema, each with its path. Does not look whether the schema is well made. */
export function* innerSchemas(
  schema: object,
): Generator<readonly [path: readonly (string | number)[], schema: unknown]> {
  for (const [keyword, held] of Object.entries(schema)) {
    const form = keywords.get(keyword)
    if (form === 'schema') yield [[keyword], held]
    if (form === 'schemas' && Array.isArray(held))
      for (const [index, inner] of held.entries()) yield [[keyword, index], inner]
    const byName = form === 'schemas by name' || form === 'schemas by pattern'
    if (byName && typeof held === 'object' && held !== null)
      for (const [name, inner] of Object.entries(held)) yield [[keyword, name], inner]
  }
}
