import type { Failure } from '../../../../shared/ipc/failure.ts'
import type { PipelineRun } from '../../run.ts'
import { turn } from '../manual-clock.ts'

/** A run of the engine as the world sees it. */
export class Running {
  pipeline: PipelineRun | null = null
  /** Why it did not start. */
  failure: Failure | null = null
  isOver = false
  private isEnding = false

  begin(pipeline: PipelineRun): void {
    this.pipeline = pipeline
    void pipeline.ended.then(() => {
      this.isOver = true
    })
  }

  failToBegin(failure: Failure): void {
    this.failure = failure
    this.isOver = true
  }

  /** Once it runs. */
  async end(kind: 'crash' | 'drain' | 'stop'): Promise<void> {
    if (this.isEnding || this.pipeline === null) return
    this.isEnding = true
    void (kind === 'stop' ? this.pipeline.stop() : this.pipeline.drain())
    await turn()
  }
}
