import { fail } from '../../../ipc/failure.ts'
import { describeValue } from '../expression-failures.ts'
import { binaryForms } from './binary-forms.ts'
import { textForms } from './text-forms.ts'
import { PickleWriter } from './writer.ts'

export type PickleProtocol = 0 | 1 | 2 | 3 | 4 | 5

/** How one protocol writes each kind of value. */
export interface PickleForms {
  none(writer: PickleWriter): void
  bool(writer: PickleWriter, value: boolean): void
  integer(writer: PickleWriter, value: number | bigint): void
  float(writer: PickleWriter, value: number): void
  text(writer: PickleWriter, value: string): void
  bytes(writer: PickleWriter, value: Uint8Array): void
  /** `writeItem` writes one of the items. */
  list(writer: PickleWriter, items: readonly unknown[], writeItem: (item: unknown) => void): void
  dict(writer: PickleWriter, fields: readonly (readonly [string, unknown])[], writeItem: (item: unknown) => void): void
}

const deepest = 1_000

/**
 * A plain value as a Python pickle. Whole numbers up to 2^53 and bigint become int, other numbers (also -0) float, text str,
 * Uint8Array bytes, lists list, objects dict; fields that are undefined are left out, as in JSON. What is shared is written
 * as often as it is found. Protocol 4 is read by Python 3.4 and later, 2 by every Python there is.
 * Throws `SLUICE-SERIALIZE-TYPE` for anything else, and for what is nested more than 1,000 deep or contains itself.
 */
export function encodePickle(value: unknown, protocol: PickleProtocol = 4): Uint8Array {
  if (![0, 1, 2, 3, 4, 5].includes(protocol)) throw refuse(`Pickle has protocols 0 to 5, not ${protocol}. Use 4.`)
  const body = new PickleWriter()
  new Encoder(body, protocol === 0 ? textForms : binaryForms(protocol)).write(value)
  body.latin1('.')
  return protocol < 2 ? body.finish() : withHeader(body.finish(), protocol)
}

/** From protocol 4 on everything lies in a frame, whose length Python wants to know beforehand. */
function withHeader(body: Uint8Array, protocol: PickleProtocol): Uint8Array {
  const whole = new PickleWriter()
  whole.uint8(0x80)
  whole.uint8(protocol)
  if (protocol >= 4) {
    whole.uint8(0x95)
    whole.uint32(body.length)
    whole.uint32(0)
  }
  whole.raw(body)
  return whole.finish()
}

class Encoder {
  private readonly writer: PickleWriter
  private readonly forms: PickleForms
  private readonly writeItem = (item: unknown): void => this.write(item)
  private depth = 0

  constructor(writer: PickleWriter, forms: PickleForms) {
    this.writer = writer
    this.forms = forms
  }

  write(value: unknown): void {
    const { forms, writer } = this
    if (value === null) forms.none(writer)
    else if (typeof value === 'boolean') forms.bool(writer, value)
    else if (typeof value === 'string') forms.text(writer, value)
    else if (typeof value === 'bigint' || isInteger(value)) forms.integer(writer, value)
    else if (typeof value === 'number') forms.float(writer, value)
    else if (value instanceof Uint8Array) forms.bytes(writer, value)
    else this.writeContainer(value)
  }

  private writeContainer(value: unknown): void {
    if (++this.depth > deepest) {
      throw refuse('The value is nested more than 1,000 deep, or contains itself; pickle cannot write it. Flatten it.')
    }
    if (Array.isArray(value)) this.forms.list(this.writer, value, this.writeItem)
    else this.forms.dict(this.writer, fieldsOf(value), this.writeItem)
    this.depth--
  }
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value) && !Object.is(value, -0)
}

function fieldsOf(value: unknown): readonly [string, unknown][] {
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === null || Object.getPrototypeOf(prototype) === null) {
      return Object.entries(value).filter(([, field]) => field !== undefined)
    }
  }
  const found = typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : describeValue(value)
  throw refuse(
    `Pickle takes null, true, false, numbers, text, bytes, lists and plain objects; the value holds ${found}${nameOf(value)}. ` +
      'Change it before.',
  )
}

function nameOf(value: unknown): string {
  if (value === undefined) return ', as undefined'
  return typeof value === 'object' ? ` of class ${(value as object).constructor.name}` : ''
}

function refuse(text: string) {
  return fail('SLUICE-SERIALIZE-TYPE', text)
}
