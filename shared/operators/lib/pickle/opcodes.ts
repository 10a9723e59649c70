import { callOpcodes } from './call-opcodes.ts'
import { containerOpcodes } from './container-opcodes.ts'
import type { PickleMachine } from './machine.ts'
import { scalarOpcodes } from './scalar-opcodes.ts'
import { stackOpcodes } from './stack-opcodes.ts'

/** One opcode: its byte, its name as in Python's own documents, and what it does to the machine. */
export type Opcode = readonly [code: number, name: string, run: (machine: PickleMachine) => void]

/** `.`, which ends the pickle; what lies on top is its value. */
export const stop = 0x2e

interface NamedOpcode {
  readonly name: string
  readonly run: (machine: PickleMachine) => void
}

/** By byte; undefined where there is none. Protocol 5 knows all of these, the older ones fewer; that is not checked. */
export const opcodes: readonly (NamedOpcode | undefined)[] = tableOf([
  ...scalarOpcodes,
  ...containerOpcodes,
  ...stackOpcodes,
  ...callOpcodes,
  [stop, 'STOP', () => undefined],
])

function tableOf(list: readonly Opcode[]): readonly (NamedOpcode | undefined)[] {
  const table = new Array<NamedOpcode | undefined>(256).fill(undefined)
  for (const [code, name, run] of list) table[code] = { name, run }
  return table
}
