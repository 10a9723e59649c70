import type { OperatorSpec } from '../operators/define.ts'
import { specForNode } from '../operators/ports.ts'
import type { Diagnostic } from './diagnostic.ts'
import { explainIssues, type FieldPath, type Finding, valueAt } from './explain.ts'
import { createNearest, type Nearest, quote } from './nearest.ts'
import { createWiring, type Wiring } from './order.ts'
import { coerceParameter } from './parameters.ts'
import { fillText, mapTexts, type Placeholder, readPlaceholders } from './placeholders.ts'
import type { GraphDocument, GraphNode, Parameter } from './schema.ts'

/** The list of operators, by id. */
export type Specs = Readonly<Record<string, OperatorSpec>>

/** One way in which a drawing can be wrong: looks at all of it, yields what it finds. Pure. */
export type Rule = (drawing: Drawing) => Iterable<Diagnostic>

/** A document made ready for the rules: parameters put in as far as known, operators found, options parsed, wires indexed. */
export interface Drawing {
  /** As it was given: what fixes are written for. */
  readonly document: GraphDocument
  /** With defaults in place of placeholders; see `isOpen` for those that have none. */
  readonly filled: GraphDocument
  /** Whether a part of the text at this path of the document (outside the nodes) is not known yet. */
  readonly isOpen: (path: FieldPath) => boolean
  readonly specs: Specs
  readonly nodes: readonly DrawnNode[]
  /** The first node of each id. */
  readonly byId: ReadonlyMap<string, DrawnNode>
  readonly wiring: Wiring
  readonly nearest: Nearest
}

export interface DrawnNode {
  readonly id: string
  /** Position in the document's list of nodes. */
  readonly index: number
  readonly node: GraphNode
  /** With the ports this node has; null for an unknown operator. */
  readonly spec: OperatorSpec | null
  /** Parsed options; null when the operator is unknown, or refuses them, or would refuse what stands in for an unknown value. */
  readonly config: Record<string, unknown> | null
  /** Why the options were refused. */
  readonly findings: readonly Finding[]
  /** Whether a part of the value at this path comes from outside the document and is not known yet. */
  readonly isOpen: (path: FieldPath) => boolean
}

export function createDrawing(document: GraphDocument, specs: Specs): Drawing {
  const { filled, touched } = fillKnown(document)
  const nearest = createNearest()
  const nodes = document.nodes.map((node, index): DrawnNode => {
    const config = filled.nodes[index]!.config
    const known = Object.hasOwn(specs, node.operator) ? specs[node.operator] : undefined
    const spec = known === undefined ? null : specForNode(known, config, filled)
    const placeholders = touched.get(node.id)
    const isOpen = (path: FieldPath) => placeholders?.get(path.join('.')) === 'open'
    const common = { id: node.id, index, node, spec, isOpen }
    const parsed = spec?.config.safeParse(config)
    if (spec === null || parsed === undefined) return { ...common, config: null, findings: [] }
    if (parsed.success) return { ...common, config: parsed.data, findings: [] }
    return {
      ...common,
      config: null,
      findings: explainConfig(common, spec, config, parsed.error.issues, placeholders, nearest),
    }
  })
  const byId = new Map(nodes.toReversed().map((node) => [node.id, node]))
  const isOpen = (path: FieldPath) => touched.get('')?.get(path.join('.')) === 'open'
  return { document, filled, isOpen, specs, nodes, byId, wiring: createWiring(document), nearest }
}

/** What kind of value stands for a text with placeholders: one that is `known` from a default, or `open`. By path, joined with dots. */
type Touched = ReadonlyMap<string, 'known' | 'open'>

function explainConfig(
  { node, index }: Pick<DrawnNode, 'node' | 'index'>,
  spec: OperatorSpec,
  value: unknown,
  issues: Parameters<typeof explainIssues>[0],
  touched: Touched | undefined,
  nearest: Nearest,
): readonly Finding[] {
  const subject = `The step ${quote(node.id)} (${spec.title})`
  const base = ['nodes', index, 'config']
  const findings = explainIssues(issues, {
    schema: spec.config,
    value,
    written: node.config,
    subject,
    noun: 'option',
    base,
    nearest,
  })
  return findings.flatMap((finding) => {
    const state = touched?.get(finding.path.join('.'))
    if (state === undefined || finding.code === 'SLUICE-FIELD-UNKNOWN') return [finding]
    const { fix: _replacesThePlaceholder, ...rest } = finding
    return state === 'known' || finding.code === 'SLUICE-FIELD-TYPE' ? [rest] : []
  })
}

function fillKnown(document: GraphDocument): { filled: GraphDocument; touched: ReadonlyMap<string, Touched> } {
  const touched = new Map<string, Map<string, 'known' | 'open'>>()
  const filled = mapTexts(document, (text, place) => {
    if (!text.includes('${')) return text
    let isOpen = false
    const isAlone = readPlaceholders(text).length === 1
    const value = fillText(text, (placeholder) => {
      if (placeholder.kind === 'escape') return '${'
      const known = defaultOf(placeholder, document)
      if (known !== undefined) return known
      isOpen = true
      return isAlone ? standIn(placeholder, document) : undefined
    })
    const owner = place.node ?? ''
    if (!touched.has(owner)) touched.set(owner, new Map())
    touched.get(owner)!.set((place.field ?? []).join('.'), isOpen ? 'open' : 'known')
    return place.node === undefined ? String(value) : value
  })
  return { filled, touched }
}

function defaultOf(placeholder: Placeholder, document: GraphDocument): string | number | boolean | undefined {
  if (placeholder.kind === 'secret') return undefined
  const parameter = parameterOf(placeholder, document)
  const value = parameter?.default ?? placeholder.fallback ?? undefined
  return value === undefined || parameter === undefined ? value : (coerceParameter(parameter.type, value) ?? value)
}

const standIns: Readonly<Record<Parameter['type'], number | boolean | undefined>> = {
  string: undefined,
  integer: 1,
  number: 1,
  boolean: true,
}

/** A value of the parameter's type, to see whether the type fits. */
function standIn(placeholder: Placeholder, document: GraphDocument): number | boolean | undefined {
  return standIns[parameterOf(placeholder, document)?.type ?? 'string']
}

function parameterOf(placeholder: Placeholder, { parameters }: GraphDocument): Parameter | undefined {
  const isDeclared = placeholder.kind === 'parameter' && Object.hasOwn(parameters, placeholder.name)
  return isDeclared ? parameters[placeholder.name] : undefined
}

/** The text at a path of the parsed options; null when it is none, or not known yet. */
export function textAt(node: DrawnNode, path: FieldPath): string | null {
  const value = valueAt(node.config, path)
  return typeof value === 'string' && !node.isOpen(path) ? value : null
}
