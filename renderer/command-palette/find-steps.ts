import type { GraphDocument, GraphNode } from '../../shared/graph/schema.ts'
import type { NodeMetrics } from '../../shared/run/metrics.ts'
import { sentBy } from '../model/counters.ts'
import { displayName, type SpecLookup } from '../model/lookup.ts'

/** What is known of steps besides how they are drawn. */
export interface FactsOfSteps {
  /** Undefined while nothing runs, and for steps that were not there when the run began. */
  metrics(id: string): NodeMetrics | undefined
  /** Problems that the check found at the step. */
  problems(id: string): number
}

export interface Findable {
  readonly document: GraphDocument
  readonly specOf: SpecLookup
  readonly facts: FactsOfSteps
}

export interface FoundStep {
  readonly id: string
  /** The setting or the count that fits, as `key: value`; null when it was found by what its card shows anyway. */
  readonly because: string | null
}

/** One part of a question: whether a step fits, and by what. */
type Term = (node: GraphNode, all: Findable) => { readonly because: string | null } | null

/**
 * The steps that fit all parts of a question, those whose name begins with it first, else as they stand in the document.
 *
 * Parts are words and `"several words"`, looked for in name, id, operator and settings; `name:`, `id:`, `operator:`, `kind:` and
 * `topic:` before a word look only there; `in`, `out`, `errors`, `dropped` and `problems` with `>`, `>=`, `<`, `<=` or `=` and a number
 * ask for counts of the run (data ports for `out`) and for problems. Case does not matter.
 */
export function findSteps(all: Findable, question: string): readonly FoundStep[] {
  const terms = [...question.matchAll(part)].map(toTerm)
  const beginning = question.trim().toLowerCase()
  const found = all.document.nodes.flatMap((node) => fits(node, terms, all))
  const begins = ({ node }: Fitting) => displayName(node, all.specOf).toLowerCase().startsWith(beginning)
  return [...found.filter(begins), ...found.filter((each) => !begins(each))].map(({ node: { id }, because }) => ({
    id,
    because,
  }))
}

const part =
  /(?<count>in|out|errors|dropped|problems)\s*(?<compare>[<>]=?|=)\s*(?<limit>\d+)(?=\s|$)|(?:(?<field>name|id|operator|kind|topic):)?(?:"(?<quoted>[^"]*)"?|(?<word>\S+))/gi

interface Fitting {
  readonly node: GraphNode
  readonly because: string | null
}

function fits(node: GraphNode, terms: readonly Term[], all: Findable): readonly Fitting[] {
  let because: string | null = null
  for (const term of terms) {
    const found = term(node, all)
    if (found === null) return []
    because ??= found.because
  }
  return [{ node, because }]
}

function toTerm({ groups = {} }: RegExpMatchArray): Term {
  const { count, compare, limit, field, quoted, word = '' } = groups
  if (count !== undefined) return countTerm(count.toLowerCase(), compare ?? '', Number(limit))
  const wanted = (quoted ?? word).toLowerCase()
  return field === undefined ? anywhere(wanted) : inField(field.toLowerCase(), wanted)
}

const comparisons: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '=': (value, limit) => value === limit,
}

const counted: Readonly<Record<string, (metrics: NodeMetrics) => number>> = {
  in: (metrics) => metrics.in,
  out: sentBy,
  errors: (metrics) => metrics.errors,
  dropped: ({ dropped }) => Object.values(dropped).reduce((sum, number) => sum + number, 0),
}

function countTerm(name: string, compare: string, limit: number): Term {
  return ({ id }, { facts }) => {
    const metrics = facts.metrics(id)
    const value = name === 'problems' ? facts.problems(id) : metrics && counted[name]?.(metrics)
    if (value === undefined || !comparisons[compare]?.(value, limit)) return null
    return { because: `${name}: ${value.toLocaleString('en-US')}` }
  }
}

function anywhere(wanted: string): Term {
  return (node, { specOf }) => {
    const spec = specOf(node.operator)
    const shown = [displayName(node, specOf), node.id, node.operator, spec?.title ?? '']
    if (shown.some((text) => text.toLowerCase().includes(wanted))) return { because: null }
    return inSettings(node, (_path, text) => text.toLowerCase().includes(wanted))
  }
}

const fields: Readonly<Record<string, (node: GraphNode, specOf: SpecLookup) => readonly string[]>> = {
  name: (node, specOf) => [displayName(node, specOf)],
  id: ({ id }) => [id],
  operator: ({ operator }, specOf) => [operator, specOf(operator)?.title ?? ''],
  kind: ({ operator }, specOf) => [specOf(operator)?.kind ?? ''],
}

function inField(field: string, wanted: string): Term {
  if (field === 'topic') {
    return (node) => inSettings(node, (path, text) => /topic/i.test(path) && text.toLowerCase().includes(wanted))
  }
  return (node, { specOf }) =>
    fields[field]!(node, specOf).some((text) => text.toLowerCase().includes(wanted)) ? { because: null } : null
}

function inSettings(node: GraphNode, test: (path: string, text: string) => boolean): { because: string } | null {
  for (const [path, text] of leaves(node.config, '')) if (test(path, text)) return { because: `${path}: ${text}` }
  return null
}

/** Every text and number of the settings, with where it stands. */
function* leaves(value: unknown, path: string): Iterable<readonly [string, string]> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* leaves(inner, path === '' ? key : `${path}.${key}`)
  } else if (value !== null && value !== undefined) yield [path, String(value)]
}
