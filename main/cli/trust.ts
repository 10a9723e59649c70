import { type Granted, grantsOf } from '../../shared/graph/grants.ts'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import { findSpec } from '../../shared/operators/specs.ts'
import { openTrustedList, type TrustedList } from '../host/trusted-list.ts'
import { exitCodes } from '../runner/exit-codes.ts'
import { CommandEnd } from './command-end.ts'

/**
 * A pipeline with code steps runs programs of whoever wrote the file. It runs when it was trusted before, exactly as it is, or when `given`
 * says so now, which is remembered. Anything else ends the command with 4, naming the steps. Folders trusted in the designer do not count.
 */
export async function requireTrust(
  document: GraphDocument,
  given: boolean,
  list: TrustedList = openTrustedList(),
): Promise<void> {
  const steps = grantsOf(document, findSpec).filter(({ grants }) => grants.includes('code'))
  if (steps.length === 0 || (await list.has(document, null))) return
  if (!given) throw new CommandEnd(exitCodes.notTrusted, refusal(steps))
  await list.add(document)
}

function refusal(steps: readonly Granted[]): string {
  const names = steps.map(({ id, name }) => (name === '' ? id : `"${name}" (${id})`)).join(', ')
  return (
    `This pipeline runs code of its own and has not been trusted as it is: ${names}. Such code runs with your rights, in a process of ` +
    'its own; that guards against its faults, not against its intentions. Read it, then run it once with --trust.'
  )
}
