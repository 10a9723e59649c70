import { deepStrictEqual } from 'node:assert/strict'
import type { Failure } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import type { ExampleMessage, OperatorExample, OperatorSpec } from '../../../shared/operators/define.ts'
import { compileCel } from '../../../shared/operators/lib/cel.ts'
import { compileTemplate } from '../../../shared/operators/lib/template.ts'
import { specForNode } from '../../../shared/operators/ports.ts'
import { operatorSpecs } from '../../../shared/operators/specs.ts'
import type { Ledger } from '../../../shared/run/ledger.ts'
import type { OperatorTable, RunTable } from '../engine.ts'
import type { Pipeline } from '../pipeline.ts'
import { runs } from '../runs.ts'
import { partsLike } from './example-message.ts'
import { createGraphRunner, type TestRunOptions } from './run-graph-with.ts'

/**
 * Operators are tested as a user would draw them. Three ways, from the shortest:
 *
 * - `await runExample(spec, example)`: feeds a spec's own example and compares what came out of every port.
 * - `await runOperator('filter', { condition: 'value > 1' }, [{ value: 1 }, { value: 2 }])` →
 *   `{ outputs: { out: [Message], errors: [] }, ledger, failure, … }`
 * - `await runGraph({ nodes, edges: ['read.out>keep.in'], settings?, connections? }, { feed: { read: [{ value: 1 }] } })` →
 *   `{ ledger, sampleData, nodes, edges, topics, outputs(nodeId), state, failure, console, warnings }`
 *   where `outputs(nodeId)` is what arrived at that node.
 *
 * In graphs `test-feed` (config `{ messages }`) is a source and `test-collect` a sink that takes everything. Time is a
 * hand-driven clock that jumps from timer to timer, unless a `broker` (live clock) or a `clock` is given. A run is drained
 * when all its sources are exhausted; give `until` for sources that never are. `startGraph` returns the running pipeline
 * instead, for tests that drive the clock themselves (`manual-clock.ts`).
 */
export const { runGraph, startGraph } = createGraphRunner(operatorSpecs as OperatorTable, runs as RunTable, {
  compile: compileCel,
  template: compileTemplate,
})

export interface OperatorResult {
  /** What left each port, `errors` included; every port is there, empty when nothing came. */
  readonly outputs: Readonly<Record<string, readonly Message[]>>
  readonly ledger: Ledger
  /** Of the messages it made of what it remembered. */
  readonly fromState: Ledger
  readonly failure: Failure | null
  readonly console: readonly string[]
}

/** One operator between a source and one collecting sink per port. Sources get no input. */
export async function runOperator(
  operatorId: string,
  config: Readonly<Record<string, unknown>>,
  inputs: readonly ExampleMessage[] = [],
  options: TestRunOptions = {},
): Promise<OperatorResult> {
  const spec = specForNode(specOf(operatorId), config, {})
  const ports = spec.errors ? [...spec.outputs, 'errors'] : spec.outputs
  const input = spec.inputs[0]
  const result = await runGraph(
    {
      nodes: [
        ...(input === undefined ? [] : [{ id: 'feed', operator: 'test-feed' }]),
        { id: 'tested', operator: operatorId, config },
        ...ports.map((port) => ({ id: `at-${port}`, operator: 'test-collect' })),
      ],
      edges: [
        ...(input === undefined ? [] : [`feed.out>tested.${input}`]),
        ...ports.map((port) => `tested.${port}>at-${port}.in`),
      ],
    },
    { ...options, feed: input === undefined ? {} : { feed: inputs } },
  )
  const outputs = Object.fromEntries(ports.map((port) => [port, result.outputs(`at-${port}`)]))
  return {
    outputs,
    ledger: result.ledger,
    fromState: result.fromState,
    failure: result.failure,
    console: result.console,
  }
}

/** Messages of an endless source that an example looks at. */
const enough = 100

/**
 * Runs a spec's own example and throws a readable difference when something else came out. Give a `broker` for operators
 * that need one.
 */
export async function runExample(
  spec: OperatorSpec,
  example: OperatorExample<object>,
  options: TestRunOptions = {},
): Promise<void> {
  const until = (pipeline: Pipeline) => pipeline.isExhausted() || pipeline.snapshot().ledger.received >= enough
  const run = spec.kind === 'source' ? { until, ...options } : options
  const result = await runOperator(spec.id, { ...example.config }, example.input ?? [], run)
  if (result.failure !== null) throw new Error(`${spec.id}, "${example.title}": ${result.failure.message}`)
  if (example.output === undefined) return
  for (const [port, messages] of Object.entries(result.outputs)) {
    const expected: readonly ExampleMessage[] = example.output[port] ?? []
    const actual = messages.map((message, index) => partsLike(message, expected[index] ?? { value: null }))
    deepStrictEqual(actual, expected, `${spec.id}, "${example.title}", port ${port}`)
  }
}

function specOf(operatorId: string): OperatorSpec {
  const spec = (operatorSpecs as OperatorTable)[operatorId]
  if (spec === undefined) throw new Error(`There is no operator "${operatorId}".`)
  return spec
}
