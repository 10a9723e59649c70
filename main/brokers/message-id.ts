import { fail } from '../../shared/ipc/failure.ts'

/**
 * Message ids as Pulsar writes them on the wire: base64 of the protobuf message `MessageIdData` (PulsarApi.proto), varint
 * fields 1 ledger, 2 entry, 3 partition, 4 batch index, 6 batch size. The same message has different wire texts (a
 * producer's receipt knows no batch size), so ids are compared by their printed form, never by the wire's.
 */
export interface MessageId {
  readonly ledger: bigint
  readonly entry: bigint
  /** -1 on topics without partitions. */
  readonly partition: number
  /** -1 for a message that is not part of a batch. */
  readonly batchIndex: number
}

/** `ledger:entry:partition:batchIndex`. */
export function printMessageId(id: MessageId): string {
  return `${id.ledger}:${id.entry}:${id.partition}:${id.batchIndex}`
}

const printed = /^(-?\d{1,19}):(-?\d{1,19})(?::(-?\d{1,9}))?(?::(-?\d{1,9}))?$/

/** Reads the printed form; partition and batch index may be left out. Null when the text is none. */
export function parseMessageId(text: string): MessageId | null {
  const [, ledger, entry, partition = '-1', batchIndex = '-1'] = printed.exec(text) ?? []
  if (ledger === undefined || entry === undefined) return null
  return { ledger: BigInt(ledger), entry: BigInt(entry), partition: Number(partition), batchIndex: Number(batchIndex) }
}

/** Reads the printed form. Throws `SLUICE-MESSAGE-ID`. */
export function checkedMessageId(text: string): MessageId {
  const id = parseMessageId(text)
  if (id !== null) return id
  throw notAMessageId(text)
}

/** `SLUICE-MESSAGE-ID`, for every broker. */
export function notAMessageId(text: string) {
  const detail = { messageId: text }
  return fail('SLUICE-MESSAGE-ID', `"${text}" is not a message id. Ids look like 12:345:-1:-1; copy one from a tail.`, {
    detail,
  })
}

/** Reads the wire's form. Throws a RangeError when the text is not a message id. */
export function decodeMessageId(wire: string): MessageId {
  const bytes = Buffer.from(wire, 'base64')
  const fields = [0n, 0n, 0n, -1n, -1n]
  for (let at = 0; at < bytes.length; ) {
    const field = bytes[at]! >> 3
    const start = at + 1
    at = endOfVarint(bytes, start)
    if (field < fields.length) fields[field] = readVarint(bytes, start, at)
  }
  return { ledger: fields[1]!, entry: fields[2]!, partition: Number(fields[3]), batchIndex: Number(fields[4]) }
}

/** The wire's form, without a batch size. */
export function encodeMessageId(id: MessageId): string {
  const bytes = [0x08, ...varint(id.ledger), 0x10, ...varint(id.entry)]
  if (id.partition >= 0) bytes.push(0x18, ...varint(BigInt(id.partition)))
  if (id.batchIndex >= 0) bytes.push(0x20, ...varint(BigInt(id.batchIndex)))
  return Buffer.from(bytes).toString('base64')
}

/** Index of the first byte after the varint that begins at `start`. */
function endOfVarint(bytes: Uint8Array, start: number): number {
  let end = start
  while (end < bytes.length && bytes[end]! >= 0x80) end += 1
  if (end >= bytes.length || end - start > 9) throw new RangeError('Not a Pulsar message id.')
  return end + 1
}

/** Signed 64 bits. Up to four bytes, which is nearly always, take the way without big integers in between. */
function readVarint(bytes: Uint8Array, start: number, end: number): bigint {
  if (end - start <= 4) {
    let small = 0
    for (let at = end - 1; at >= start; at -= 1) small = (small << 7) | (bytes[at]! & 0x7f)
    return BigInt(small)
  }
  let value = 0n
  for (let at = end - 1; at >= start; at -= 1) value = (value << 7n) | BigInt(bytes[at]! & 0x7f)
  return BigInt.asIntN(64, value)
}

function varint(value: bigint): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return bytes
}
