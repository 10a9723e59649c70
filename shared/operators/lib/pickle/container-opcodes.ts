import type { PickleMachine } from './machine.ts'
import { Dict, describeNode, type PickleNode, Sequence, type SequenceKind } from './nodes.ts'
import type { Opcode } from './opcodes.ts'

/** Opcodes that make lists, tuples, sets and dicts, or put something into them. */
export const containerOpcodes: readonly Opcode[] = [
  [0x5d, 'EMPTY_LIST', (machine) => machine.push(new Sequence('list', []))],
  [0x6c, 'LIST', (machine) => machine.push(new Sequence('list', machine.popToMark()))],
  [0x61, 'APPEND', (machine) => extend(machine, 'list', [machine.pop()])],
  [0x65, 'APPENDS', (machine) => extend(machine, 'list', machine.popToMark())],
  [0x29, 'EMPTY_TUPLE', (machine) => machine.push(new Sequence('tuple', []))],
  [0x74, 'TUPLE', (machine) => machine.push(new Sequence('tuple', machine.popToMark()))],
  [0x85, 'TUPLE1', (machine) => machine.push(new Sequence('tuple', [machine.pop()]))],
  [0x86, 'TUPLE2', (machine) => machine.push(new Sequence('tuple', machine.popMany(2)))],
  [0x87, 'TUPLE3', (machine) => machine.push(new Sequence('tuple', machine.popMany(3)))],
  [0x8f, 'EMPTY_SET', (machine) => machine.push(new Sequence('set', []))],
  [0x90, 'ADDITEMS', (machine) => extend(machine, 'set', machine.popToMark())],
  [0x91, 'FROZENSET', (machine) => machine.push(new Sequence('frozenset', machine.popToMark()))],
  [0x7d, 'EMPTY_DICT', (machine) => machine.pushLarge(new Dict())],
  [0x64, 'DICT', (machine) => machine.pushLarge(setFields(machine, new Dict(), machine.popToMark()))],
  [0x73, 'SETITEM', (machine) => setTopFields(machine, machine.popMany(2))],
  [0x75, 'SETITEMS', (machine) => setTopFields(machine, machine.popToMark())],
]

function extend(machine: PickleMachine, kind: SequenceKind, nodes: readonly PickleNode[]): void {
  const target = machine.top()
  if (!(target instanceof Sequence) || target.kind !== kind) throw wrongTarget(machine, `a ${kind}`, target)
  for (const node of nodes) target.values.push(node)
}

function setTopFields(machine: PickleMachine, keysAndValues: readonly PickleNode[]): void {
  const target = machine.top()
  if (!(target instanceof Dict)) throw wrongTarget(machine, 'a dict', target)
  setFields(machine, target, keysAndValues)
}

function setFields(machine: PickleMachine, dict: Dict, keysAndValues: readonly PickleNode[]): Dict {
  if (keysAndValues.length % 2 === 1)
    throw machine.reader.invalid(`${machine.reader.opcodeName} finds a key without a value`)
  for (const node of keysAndValues) dict.pairs.push(node)
  return dict
}

function wrongTarget({ reader }: PickleMachine, wanted: string, target: PickleNode) {
  return reader.invalid(`${reader.opcodeName} wants ${wanted} and finds ${describeNode(target)}`)
}
