import type { Diagnostic } from './diagnostic.ts'
import { createDrawing, type Rule, type Specs } from './drawing.ts'
import { config } from './rules/config.ts'
import { connections } from './rules/connections.ts'
import { cycles } from './rules/cycles.ts'
import { deadLetter } from './rules/dead-letter.ts'
import { delivery } from './rules/delivery.ts'
import { edges } from './rules/edges.ts'
import { expressions } from './rules/expressions.ts'
import { identity } from './rules/identity.ts'
import { keys } from './rules/keys.ts'
import { parameters } from './rules/parameters.ts'
import { redeliver } from './rules/redeliver.ts'
import { security } from './rules/security.ts'
import { subflowsRule } from './rules/subflows.ts'
import { topics } from './rules/topics.ts'
import { transport } from './rules/transport.ts'
import { undecoded } from './rules/undecoded.ts'
import { wiring } from './rules/wiring.ts'
import type { GraphDocument } from './schema.ts'

/** What a subflow must keep as much as a document. */
const bodyRules: readonly Rule[] = [identity, config, expressions, edges, cycles, wiring, undecoded]

/** In the order in which their findings are listed. */
const rules: readonly Rule[] = [
  identity,
  config,
  expressions,
  edges,
  cycles,
  wiring,
  subflowsRule(bodyRules),
  connections,
  security,
  deadLetter,
  topics,
  transport,
  undecoded,
  keys,
  redeliver,
  parameters,
  delivery,
]

/**
 * Everything that is wrong or doubtful in a document. Canvas, command line and engine call this one function; a document with an `error`
 * never starts. Works before parameters are put in (placeholders count by their defaults, else by their types) and after. Pure;
 * 1,000 nodes take some 20 ms. Codes are explained in `docs/errors.md`.
 */
export function check(document: GraphDocument, specs: Specs): readonly Diagnostic[] {
  const drawing = createDrawing(document, specs)
  return rules.flatMap((rule) => [...rule(drawing)])
}

/** Whether any of the findings keeps the document from starting. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}
