import type { PickleLimits } from './limits.ts'
import { Budget, defaultLimits } from './limits.ts'
import { PickleMachine } from './machine.ts'
import { opcodes, stop } from './opcodes.ts'
import { settle } from './settle.ts'

/**
 * A Python pickle (protocols 0 to 5) as a plain value. It is read as data: nothing is imported, called or run, whatever the bytes say.
 *
 * | Python | value |
 * | --- | --- |
 * | None, bool, str, float | null, boolean, text, number (also infinite and NaN) |
 * | int | number while it is safe (2^53), else bigint |
 * | bytes, bytearray | Uint8Array, a copy |
 * | list, tuple, set, frozenset | list, in the order of the pickle |
 * | dict, collections.OrderedDict | object; keys int, bool and None become text as in JSON: `1`, `true`, `null` |
 * | datetime.datetime, date, time | ISO 8601 text as `isoformat()` writes it: `2026-01-31T08:00:00.000001+02:00` |
 * | datetime.timedelta | ISO 8601 duration: `P1DT2.5S`, `-PT0.5S`, zero is `PT0S` |
 * | datetime.timezone | its offset: `+02:00` |
 * | decimal.Decimal | its exact text: `1.50`, `1E+5`, `NaN` |
 * | str of Python 2 | text where it is UTF-8, else Uint8Array |
 *
 * What the pickle shares is shared in the value, too. Bytes after the end of the pickle are ignored, as Python ignores them.
 * Time and memory are bounded by the length of the bytes and by `limits`. Throws
 * `SLUICE-PICKLE-REFUSED` (wants to import or call, or to refer to something outside),
 * `SLUICE-PICKLE-INVALID` (damaged, or no pickle; says the byte),
 * `SLUICE-PICKLE-LIMIT` (larger than `limits`) and
 * `SLUICE-PICKLE-TYPE` (whole, but no value can show it: keys of other types, two keys of one text, a list inside itself).
 */
export function decodePickle(bytes: Uint8Array, limits: Partial<PickleLimits> = {}): unknown {
  const allowed = { ...defaultLimits, ...limits }
  const machine = new PickleMachine(bytes, new Budget(allowed), allowed)
  return settle(execute(machine), allowed, machine.budget, machine.reader)
}

function execute(machine: PickleMachine): ReturnType<PickleMachine['pop']> {
  const { reader } = machine
  while (true) {
    const code = reader.nextOpcode()
    const opcode = opcodes[code]
    if (opcode === undefined) throw reader.unknownOpcode(code)
    reader.opcodeName = opcode.name
    if (code === stop) return machine.pop()
    opcode.run(machine)
  }
}
