import { FailureError, fail } from '../../../shared/ipc/failure.ts'
import { refusalStatus } from '../failures.ts'

/** HTTP 412 of a deletion: producers or consumers are attached. */
export async function orInUse<Result>(call: Promise<Result>, code: string, subject: string): Promise<Result> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof FailureError) || refusalStatus(error.failure) !== 412) throw error
    throw inUse(code, subject)
  }
}

/** Something that is not deleted while somebody uses it. */
export function inUse(code: string, subject: string): FailureError {
  return fail(code, `${capital(subject)} is in use. Close what is attached to it first, or delete it by force.`)
}

/** HTTP 404 of a call about a subscription may mean the topic or the subscription; the broker's sentence tells. */
export async function orNoSubscription<Result>(
  call: Promise<Result>,
  subscription: string,
  topic: string,
): Promise<Result> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof FailureError) || refusalStatus(error.failure) !== 404) throw error
    if (!/subscription/i.test(String(error.failure.detail?.reason))) throw error
    throw noSubscription(subscription, topic)
  }
}

export function noSubscription(subscription: string, topic: string): FailureError {
  return fail(
    'SLUICE-SUBSCRIPTION-NOT-FOUND',
    `There is no subscription "${subscription}" of ${topic}. Check the name; it may have been deleted meanwhile.`,
    { detail: { topic, subscription } },
  )
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
