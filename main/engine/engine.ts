import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { RunTable } from './assemble.ts'
import type { ExpressionLanguage } from './node-ports.ts'
import type { StartPipeline } from './pipeline.ts'
import { type OperatorTable, planPipeline } from './plan.ts'
import { PipelineRun } from './run.ts'
import { steadyClock } from './steady-clock.ts'

export type { RunTable } from './assemble.ts'
export type { ExpressionLanguage } from './node-ports.ts'
export type { OperatorTable } from './plan.ts'

/**
 * The engine over a list of operators. `kernel.ts` has it over all of them; tests put in their own.
 * A started pipeline is running when the promise resolves; it rejects with a FailureError, everything closed again, when
 * the document or a node's config is wrong, or when a source or sink cannot be opened.
 */
export function createEngine(specs: OperatorTable, runs: RunTable, language: ExpressionLanguage): StartPipeline {
  return async (document: GraphDocument, ports, options) => {
    const plan = planPipeline(document, specs)
    const steady = { ...ports, clock: steadyClock(ports.clock) }
    const run = new PipelineRun({ document, plan, runs, language, ports: steady, options })
    await run.start()
    return run
  }
}
