import { fail } from '../../../shared/ipc/failure.ts'
import type { EnginePorts } from '../ports.ts'

const refuse = async (): Promise<never> => {
  throw fail('SLUICE-NOT-AVAILABLE', 'The test gave no such part of the world.')
}

/** For tests that need no network, files, scripts or kept state. */
export const refusingWorld: Pick<EnginePorts, 'http' | 'files' | 'scripts' | 'state'> = {
  http: { get: refuse },
  files: { open: refuse, append: refuse, rename: refuse },
  scripts: { load: refuse },
  state: null,
}
