import { FailureError } from '../../shared/ipc/failure.ts'
import type { Origin } from '../../shared/message.ts'

/**
 * A broken rule of the engine itself or of an operator's contract: settling twice, two messages where one was promised.
 * Unlike an operator's error it never goes to an `errors` port; it fails the pipeline, because the counts can no longer
 * be trusted and nothing may be acknowledged on their word.
 */
export class Defect extends FailureError {
  constructor(code: string, message: string, nodeId?: string) {
    super({ code, message, nodeId })
  }
}

export function notOpen(origin: Origin): Defect {
  return new Defect(
    'SLUICE-SETTLED-TWICE',
    `Message ${origin.messageId} of ${origin.topic} is not open: it has been settled already or was never received. ` +
      'A step made a message that does not carry the origin of its input, or sent one on after its end.',
  )
}
