import { compileCel } from '../../shared/operators/lib/cel.ts'
import { compileTemplate } from '../../shared/operators/lib/template.ts'
import { operatorSpecs } from '../../shared/operators/specs.ts'
import { createEngine } from './engine.ts'
import { runs } from './runs.ts'

/**
 * The engine over all operators. To read on, in this order:
 *
 * - `pipeline.ts`, `ports.ts`: what a running pipeline offers, and what it asks of the world.
 * - `plan.ts`, `assemble.ts`: a document becomes stages, each with its outlets, wired to those behind it.
 * - `run.ts`: one run from opening to the last acknowledgement.
 * - `stages/`: one file per way of calling a behaviour: source, single, many, async, sink.
 * - `in-flight.ts`, `tracker.ts`, `book.ts`: which source messages are open, and how each ended.
 * - `writer.ts`, `ack-group.ts`, `dead-letter.ts`, `unwired.ts`: the ends of messages.
 *
 * A stage pushes a message by calling the next one. What comes back is nothing, or a promise that means "full, wait"
 * (`credit.ts`); it travels back to the source, which pulls no more until it resolves.
 */
export const startPipeline = createEngine(operatorSpecs, runs, { compile: compileCel, template: compileTemplate })
