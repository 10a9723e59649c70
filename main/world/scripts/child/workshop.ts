import type { ScriptMessage, ScriptResult } from '../../../engine/ports.ts'
import { packStates, unpackMessages, unpackStates } from '../pack.ts'
import { type FromChild, type LoadRequest, packResults, type WorkRequest } from '../protocol.ts'
import { type CodeFunction, lineOf } from './compile.ts'
import { CodeContext } from './context.ts'
import type { Progress } from './progress.ts'
import { failureOf, outputsOf } from './results.ts'
import { BatchStates } from './states.ts'

/** Calls the code for the messages of a batch, in order, and hands the results over a few times on the way. */
export class Workshop {
  private readonly code: CodeFunction
  private readonly ports: ReadonlySet<string>
  private readonly progress: Progress
  private readonly send: (note: FromChild) => void

  constructor(
    code: CodeFunction,
    { outputs }: Pick<LoadRequest, 'outputs'>,
    progress: Progress,
    send: (note: FromChild) => void,
  ) {
    this.code = code
    this.ports = new Set(['out', ...outputs])
    this.progress = progress
    this.send = send
  }

  /** Never rejects. Called again only after the last results of a batch. */
  async work(request: WorkRequest): Promise<void> {
    const { batch, careful, now } = request
    const messages = unpackMessages(request.messages)
    const states = new BatchStates(unpackStates(request.states))
    let results: ScriptResult[] = []
    let { ticks } = this.progress
    for (let index = 0; index < messages.length; index++) {
      const message = messages[index] as ScriptMessage
      this.progress.begin(batch, index)
      if (careful) this.progress.note('working')
      const context = new CodeContext(states, message.key ?? '', index, now)
      let result: ScriptResult | Promise<ScriptResult> = this.call(message, context)
      if (result instanceof Promise) result = await result
      results.push(result)
      const isLast = index === messages.length - 1
      if (!isLast && !careful && this.progress.ticks === ticks) continue
      if (!this.handOver(batch, results, states, isLast)) break
      results = []
      ticks = this.progress.ticks
    }
    this.progress.end()
  }

  /** False when the batch ends here. */
  private handOver(batch: number, results: readonly ScriptResult[], states: BatchStates, isLast: boolean): boolean {
    const foreign = states.findForeign()
    if (foreign !== null) {
      this.send({ kind: 'refused', batch, ...foreign })
      return false
    }
    const changes = packStates(states.takeChanges())
    this.send({ kind: 'results', batch, results: packResults(results), states: changes, isLast })
    return true
  }

  /** Of the code's own promise only, so that synchronous code makes none. */
  private call(message: ScriptMessage, context: CodeContext): ScriptResult | Promise<ScriptResult> {
    const input = { ...message }
    try {
      const returned = this.code(message, context)
      if (isThenable(returned)) return this.settle(returned, input, context)
      return { outputs: outputsOf(returned, input, this.ports) }
    } catch (thrown) {
      return this.failed(thrown, context)
    }
  }

  private async settle(
    promise: PromiseLike<unknown>,
    input: ScriptMessage,
    context: CodeContext,
  ): Promise<ScriptResult> {
    try {
      return { outputs: outputsOf(await promise, input, this.ports) }
    } catch (thrown) {
      return this.failed(thrown, context)
    }
  }

  private failed(thrown: unknown, context: CodeContext): ScriptResult {
    CodeContext.undo(context)
    return { failure: failureOf(thrown, lineOf).failure }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
