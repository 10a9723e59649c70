import type { Failure } from '../../../../shared/ipc/failure.ts'

/**
 * A failure on its way up through this process. The class all others throw comes with the schema library, which would triple the time
 * this process takes to start.
 */
export class CodeFailure extends Error {
  readonly failure: Failure

  constructor(code: string, message: string, detail?: Failure['detail']) {
    super(message)
    this.failure = detail === undefined ? { code, message } : { code, message, detail }
  }
}
