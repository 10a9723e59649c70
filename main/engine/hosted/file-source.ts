import { type FailureError, fail, toFailure } from '../../../shared/ipc/failure.ts'
import { createMessage, createOrigin, type Message } from '../../../shared/message.ts'
import type { ConfigOf } from '../../../shared/operators/define.ts'
import type { spec } from '../../../shared/operators/file-source.ts'
import { describeValue } from '../../../shared/operators/lib/expression-failures.ts'
import { parseJson } from '../../../shared/operators/lib/json.ts'
import { parseCsvRow, RowCutter } from '../../../shared/operators/lib/rows.ts'
import type { FileReader } from '../ports.ts'
import type { HostedPorts, SourceMessage, SourceRun } from './contract.ts'
import { readMessageRow } from './message-row.ts'
import { createPace } from './pace.ts'

const chunkBytes = 64 * 1024
type Config = ConfigOf<typeof spec>

/** Reads a file from its beginning, so many times. Nothing is acknowledged. */
export const run: SourceRun<typeof spec> = (config, ports) => {
  const rows = createRows(config, ports)
  const pace = createPace(config.pace === 'fixed' ? config.rate : 0, ports)
  const play = config.pace === 'event-time' ? createPlayback(config.speed, ports) : null
  return {
    open: () => rows.open(),
    async pull(max) {
      await rows.fill()
      if (rows.isAtEnd) return null
      const due = await pace.allow(Math.min(max, rows.ready.length))
      if (due === 0) return []
      if (play === null) return rows.ready.splice(0, due)
      const [first] = rows.ready
      return (await play.isDue(first?.message.eventTime ?? null)) ? rows.ready.splice(0, 1) : []
    },
    wake() {
      pace.wake()
      play?.wake()
    },
    ack: async () => {},
    nack: () => {},
    close: () => rows.close(),
  }
}

/** Rows as messages, some ahead of what is asked for. */
function createRows(config: Config, ports: HostedPorts) {
  const decoder = ports.text
  const shape = createShape(config, ports)
  let reader: FileReader | null = null
  let cutter = new RowCutter(config.format, config.maxLineLength)
  let tail: Uint8Array = new Uint8Array(0)
  let line = 0
  let round = 1
  const ready: SourceMessage[] = []

  async function read(): Promise<void> {
    const bytes = await reader?.read(chunkBytes)
    if (bytes) {
      const { text, rest } = decodeWhole(tail, bytes)
      tail = rest
      return keep(cutter.push(decoder.decode(text)))
    }
    keep(cutter.end())
    await reader?.close()
    reader = null
    if (config.repeat !== 0 && round >= config.repeat) return
    round++
    await open()
  }

  async function open(): Promise<void> {
    reader = await ports.files.open(config.path)
    cutter = new RowCutter(config.format, config.maxLineLength)
    tail = new Uint8Array(0)
    line = 0
    shape.begin()
  }

  function keep(rows: readonly (string | null)[]): void {
    for (const row of rows) {
      line++
      const message = shape.toMessage(row, line)
      if (message !== null) ready.push({ message, id: line })
    }
  }

  return {
    ready,
    open,
    get isAtEnd() {
      return ready.length === 0 && reader === null
    },
    async fill() {
      while (ready.length === 0 && reader !== null) await read()
    },
    close: async () => reader?.close(),
  }
}

/** A chunk may end in the middle of a character: those bytes wait for the next one. */
function decodeWhole(before: Uint8Array, bytes: Uint8Array): { text: Uint8Array; rest: Uint8Array } {
  const all = new Uint8Array(before.length + bytes.length)
  all.set(before)
  all.set(bytes, before.length)
  let end = all.length
  for (let back = 1; back <= 3 && back <= all.length; back++) {
    const byte = all[all.length - back] as number
    if (byte < 0x80) break
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      if (needed > back) end = all.length - back
      break
    }
  }
  return { text: all.subarray(0, end), rest: all.slice(end) }
}

/** Makes messages of rows; the header of a CSV file is none. */
function createShape(config: Config, ports: HostedPorts) {
  const keyOf = config.key === '' ? null : ports.compile(config.key)
  const timeOf = config.eventTime === '' ? null : ports.compile(config.eventTime)
  let header: string[] | null = null

  function partsOf(row: string): Partial<Message> {
    if (config.format === 'messages') return readMessageRow(row)
    if (config.format === 'ndjson') return { value: parseJson(row) }
    return { value: config.format === 'csv' ? csvValue(row, header ?? []) : row }
  }

  function complete(message: Message): Message {
    const key = keyOf === null ? message.key : text(keyOf.evaluate(message))
    const eventTime = timeOf === null ? message.eventTime : time(timeOf.evaluate(message))
    return { ...message, key, eventTime }
  }

  return {
    begin(): void {
      header = null
    },
    /** Null for rows that are no message: the header, empty lines. */
    toMessage(row: string | null, line: number): Message | null {
      const origin = createOrigin(config.path, `${config.path}:${line}`, {
        size: row?.length ?? 0,
        publishTime: ports.now(),
      })
      if (row === null) return unreadable('', tooLong(line, config.maxLineLength))
      if (row.trim() === '' && config.format !== 'lines') return null
      try {
        if (config.format === 'csv' && header === null) {
          header = parseCsvRow(row)
          return null
        }
        const { value, ...rest } = partsOf(row)
        return complete(createMessage(value, origin, rest))
      } catch (thrown) {
        return unreadable(row, thrown)
      }

      function unreadable(raw: string, thrown: unknown): Message {
        const failure = toFailure(thrown)
        const message = `Line ${line} of ${config.path}: ${failure.message}`
        return createMessage(ports.text.encode(raw), origin, { failure: { ...failure, message } })
      }
    },
  }
}

function csvValue(row: string, header: readonly string[]): Record<string, string> {
  const fields = parseCsvRow(row)
  if (fields.length !== header.length) {
    throw fail('SLUICE-FILE-CSV', `The row has ${fields.length} fields, the header ${header.length}.`)
  }
  return Object.fromEntries(header.map((name, index) => [name, fields[index] as string]))
}

function text(key: unknown): string {
  if (typeof key === 'string') return key
  throw fail('SLUICE-KEY-NOT-TEXT', `A key must be text; the expression gave ${describeValue(key)}.`)
}

function time(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw fail(
    'SLUICE-MESSAGE-TIME',
    `An event time is a number of milliseconds; the expression gave ${describeValue(value)}.`,
  )
}

function tooLong(line: number, most: number): FailureError {
  return fail('SLUICE-FILE-LINE', `Row ${line} is longer than ${most} characters.`)
}

/** Holds rows back until as much time has passed as between their event times. */
function createPlayback(speed: number, ports: Pick<HostedPorts, 'now' | 'after'>) {
  let began: { readonly at: number; readonly eventTime: number } | null = null
  let stop: (() => void) | null = null
  return {
    /** False when it was woken before. */
    isDue(eventTime: number | null): Promise<boolean> {
      if (eventTime === null) return Promise.resolve(true)
      began ??= { at: ports.now(), eventTime }
      const wait = began.at + (eventTime - began.eventTime) / speed - ports.now()
      if (wait <= 0) return Promise.resolve(true)
      return new Promise((resolve) => {
        const cancel = ports.after(Math.ceil(wait), () => resolve(true))
        stop = () => {
          cancel()
          resolve(false)
        }
      })
    },
    wake: () => stop?.(),
  }
}
