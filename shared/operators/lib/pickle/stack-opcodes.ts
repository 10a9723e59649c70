import type { PickleMachine } from './machine.ts'
import { integerFromText } from './numbers.ts'
import type { Opcode } from './opcodes.ts'
import { latin1 } from './text.ts'

const newestProtocol = 5

/** Opcodes that move values about, keep them and bring them back, and those that frame the pickle. */
export const stackOpcodes: readonly Opcode[] = [
  [0x80, 'PROTO', checkProtocol],
  [0x95, 'FRAME', (machine) => machine.reader.expect(machine.reader.uint64())],
  [0x28, 'MARK', (machine) => machine.mark()],
  [0x30, 'POP', (machine) => machine.discard()],
  [0x31, 'POP_MARK', (machine) => void machine.popToMark()],
  [0x32, 'DUP', (machine) => machine.push(machine.top())],
  [0x70, 'PUT', (machine) => machine.remember(indexFromLine(machine))],
  [0x71, 'BINPUT', (machine) => machine.remember(machine.reader.uint8())],
  [0x72, 'LONG_BINPUT', (machine) => machine.remember(machine.reader.uint32())],
  [0x94, 'MEMOIZE', (machine) => machine.rememberNext()],
  [0x67, 'GET', (machine) => machine.recall(indexFromLine(machine))],
  [0x68, 'BINGET', (machine) => machine.recall(machine.reader.uint8())],
  [0x6a, 'LONG_BINGET', (machine) => machine.recall(machine.reader.uint32())],
]

function checkProtocol({ reader }: PickleMachine): void {
  const protocol = reader.uint8()
  if (protocol > newestProtocol)
    throw reader.invalid(`it says protocol ${protocol}, and there are 0 to ${newestProtocol}`)
}

function indexFromLine({ reader }: PickleMachine): number {
  const line = reader.line()
  const index = line.length > 16 ? null : integerFromText(latin1(line))
  if (typeof index !== 'number' || index < 0)
    throw reader.invalid(`the line after ${reader.opcodeName} is no place of the memo`)
  return index
}
