import { type Failure, type FailureError, fail, toFailure } from '../../../shared/ipc/failure.ts'
import type { Script, ScriptAnswer, ScriptBatch, ScriptOptions } from '../../engine/ports.ts'
import { OpenBatch } from './open-batch.ts'
import { Restarts } from './restarts.ts'
import { ScriptProcess, type WorkEnd } from './script-process.ts'

/** A loaded script and the process it is in, one after the other. */
export class RunningScript implements Script {
  private readonly options: ScriptOptions
  private readonly restarting = new Restarts()
  private process: ScriptProcess | null
  private readonly closed: () => void
  private closing: Promise<void> | null = null

  /** `closed` is called when its last process is gone. */
  constructor(options: ScriptOptions, process: ScriptProcess, closed: () => void) {
    this.options = options
    this.process = process
    this.closed = closed
  }

  get restarts(): number {
    return this.restarting.count
  }

  /** Of the process the script is in now. */
  get pid(): number | undefined {
    return this.process?.pid
  }

  async run(batch: ScriptBatch): Promise<ScriptAnswer> {
    const open = new OpenBatch(batch)
    while (open.hasMore) {
      const end = await this.tryRest(open)
      if (this.closing !== null) throw stopped()
      open.end(end)
    }
    return { results: open.results, states: open.changes }
  }

  close(): Promise<void> {
    this.closing ??= this.end()
    return this.closing
  }

  private async end(): Promise<void> {
    this.restarting.cancel()
    await this.process?.kill('closed')
    this.closed()
  }

  /** Works on what is not answered yet, in the process there is or in a new one. */
  private async tryRest(open: OpenBatch): Promise<WorkEnd> {
    const process = this.process ?? (await this.restart())
    if (!(process instanceof ScriptProcess)) return { kind: 'died', at: null, failure: process }
    this.process = process
    const { messages, careful } = open
    const end = await process.work({
      messages,
      careful,
      states: open.states,
      now: open.now,
      answer: (results, states) => open.answer(results, states),
    })
    if (end.kind === 'died') this.bury(end.failure)
    return end
  }

  private bury({ message }: Failure): void {
    this.process = null
    this.restarting.died(performance.now())
    if (this.closing === null) this.options.log('warn', `The code is started again. ${message}`)
  }

  /** A new process, or why there is none. */
  private async restart(): Promise<ScriptProcess | Failure> {
    await this.restarting.pause()
    if (this.closing !== null) return stopped().failure
    this.restarting.count++
    try {
      const process = await ScriptProcess.start(this.options)
      if (this.closing !== null) await process.kill('closed')
      return process
    } catch (thrown) {
      this.restarting.died(performance.now())
      return toFailure(thrown)
    }
  }
}

function stopped(): FailureError {
  return fail('SLUICE-STOPPED', 'The step was closed while its code was working.')
}
