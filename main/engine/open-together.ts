import { toFailure } from '../../shared/ipc/failure.ts'
import { nodeFailure } from './assemble.ts'
import type { Stage } from './stages/stage.ts'

/** Opens side by side; when one cannot, waits for the others, so that all can be closed again, and says which. */
export async function openTogether(all: readonly { stage: Stage; open: () => Promise<void> }[]): Promise<void> {
  const results = await Promise.allSettled(all.map(async ({ open }) => open()))
  const failed = results.findIndex((result) => result.status === 'rejected')
  if (failed < 0) return
  const failure = toFailure((results[failed] as PromiseRejectedResult).reason, 'SLUICE-NODE-FAILED')
  throw nodeFailure((all[failed] as { stage: Stage }).stage.node, `could not be opened: ${failure.message}`, failure)
}
