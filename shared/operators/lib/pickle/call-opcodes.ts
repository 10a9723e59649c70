import { count, refused, showName } from './failures.ts'
import { knownConstructors } from './known-constructors.ts'
import type { PickleMachine } from './machine.ts'
import { Dict, describeNode, KnownName, type PickleNode, Sequence } from './nodes.ts'
import type { Opcode } from './opcodes.ts'
import { decodeUtf8 } from './text.ts'

/**
 * Opcodes by which a pickle has Python import, call, or ask for something outside. Nothing of that happens here: a few names
 * that only stand for data are looked up in a table, everything else is `SLUICE-PICKLE-REFUSED`.
 */
export const callOpcodes: readonly Opcode[] = [
  [0x63, 'GLOBAL', (machine) => pushName(machine, readLine(machine), readLine(machine))],
  [0x93, 'STACK_GLOBAL', pushNameFromStack],
  [0x52, 'REDUCE', construct],
  [0x62, 'BUILD', refuseState],
  [0x69, 'INST', (machine) => refuseToMake(machine, new KnownName(`${readLine(machine)}.${readLine(machine)}`))],
  [0x6f, 'OBJ', (machine) => refuseToMake(machine, machine.popToMark()[0] ?? null)],
  [0x81, 'NEWOBJ', (machine) => refuseToMake(machine, machine.popMany(2)[0] ?? null)],
  [0x92, 'NEWOBJ_EX', (machine) => refuseToMake(machine, machine.popMany(3)[0] ?? null)],
  [0x50, 'PERSID', (machine) => refusePersistent(machine, `\`${showName(readLine(machine))}\``)],
  [0x51, 'BINPERSID', (machine) => refusePersistent(machine, showId(machine.pop()))],
  [0x82, 'EXT1', (machine) => refuseExtension(machine, machine.reader.uint8())],
  [0x83, 'EXT2', (machine) => refuseExtension(machine, machine.reader.uint16())],
  [0x84, 'EXT4', (machine) => refuseExtension(machine, machine.reader.int32())],
  [0x97, 'NEXT_BUFFER', (machine) => refuse(machine, 'take a buffer that was sent apart from it')],
  [
    0x98,
    'READONLY_BUFFER',
    (machine) => refuse(machine, `have ${describeNode(machine.top())} made a read-only buffer`),
  ],
]

function readLine({ reader }: PickleMachine): string {
  const text = decodeUtf8(reader.line())
  if (text === null) throw reader.invalid(`the line after ${reader.opcodeName} is no text`)
  return text
}

function pushNameFromStack(machine: PickleMachine): void {
  const [module, name] = machine.popMany(2)
  if (typeof module !== 'string' || typeof name !== 'string')
    throw machine.reader.invalid('STACK_GLOBAL wants two texts')
  pushName(machine, module, name)
}

/** Known names hold one dot, so that module and name cannot be divided in another way. */
function pushName(machine: PickleMachine, module: string, name: string): void {
  const whole = `${module}.${name}`
  if (!knownConstructors.has(whole)) refuse(machine, `import \`${showName(whole)}\``)
  machine.push(new KnownName(whole))
}

function construct(machine: PickleMachine): void {
  const [callable, given] = machine.popMany(2) as [PickleNode, PickleNode]
  if (!(callable instanceof KnownName)) refuse(machine, `call ${describeNode(callable)}`)
  if (!(given instanceof Sequence) || given.kind !== 'tuple') {
    throw machine.reader.invalid(`REDUCE wants a tuple of arguments and finds ${describeNode(given)}`)
  }
  const made = knownConstructors.get(callable.name)?.(given.values as PickleNode[], machine.budget)
  if (made === undefined) {
    const types = given.values.slice(0, 5).map((node) => describeNode(node as PickleNode))
    refuse(machine, `call \`${callable.name}\` with what is no stored value: ${types.join(', ') || 'nothing'}`)
  }
  if (made instanceof Uint8Array || made instanceof Dict) machine.pushLarge(made)
  else machine.push(made)
}

function refuseState(machine: PickleMachine): never {
  const [target, state] = machine.popMany(2) as [PickleNode, PickleNode]
  refuse(machine, `set the inner state of ${describeNode(target)} from ${describeNode(state)}`)
}

function refuseToMake(machine: PickleMachine, type: PickleNode): never {
  refuse(machine, `make an object of ${type instanceof KnownName ? `\`${showName(type.name)}\`` : describeNode(type)}`)
}

function refusePersistent(machine: PickleMachine, id: string): never {
  refuse(machine, `load the object kept elsewhere under ${id}`)
}

function refuseExtension(machine: PickleMachine, code: number): never {
  refuse(machine, `import what is registered under the extension code ${count(code)}`)
}

function refuse({ reader }: PickleMachine, attempt: string): never {
  throw refused(reader, attempt)
}

function showId(node: PickleNode): string {
  return typeof node === 'string' ? `\`${showName(node)}\`` : describeNode(node)
}
