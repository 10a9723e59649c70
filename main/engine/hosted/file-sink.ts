import { fail, toFailure } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import type { ConfigOf } from '../../../shared/operators/define.ts'
import type { spec } from '../../../shared/operators/file-sink.ts'
import { stringifyJson } from '../../../shared/operators/lib/json.ts'
import { getPath, parsePath } from '../../../shared/operators/lib/paths.ts'
import { formatCsvRow } from '../../../shared/operators/lib/rows.ts'
import type { TextCodec } from '../../../shared/operators/lib/text-codec.ts'
import type { FileWriter } from '../ports.ts'
import type { HostedPorts, SinkRun } from './contract.ts'
import { writeMessageRow } from './message-row.ts'
import { pathTemplate } from './safe-template.ts'

const maxPending = 4_096
type Config = ConfigOf<typeof spec>

/** Appends rows to files; a message is done when its row lasts. */
export const run: SinkRun<typeof spec> = (config, ports) => {
  const toRow = rowWriter(config, ports.text)
  const pathOf = pathTemplate(config.path, ports)
  const files = new OpenFiles(config, ports)
  return {
    maxPending,
    lane: pathOf,
    open: async () => {},
    onMessage(message) {
      const row = `${toRow(message)}\n`
      return files.get(pathOf(message)).write(row)
    },
    flush: () => files.flush(),
    close: () => files.close(),
  }
}

/** Files that are open, never more than so many; least recently used first. */
class OpenFiles {
  private readonly open = new Map<string, OpenFile>()
  /** A file is opened again only after what was written to it before is there. */
  private readonly closing = new Map<string, Promise<void>>()
  private readonly maxOpen: number
  private readonly options: Omit<OpenFileOptions, 'whenReady'>

  constructor({ format, columns, rotateBytes, maxOpenFiles }: Config, ports: HostedPorts) {
    this.maxOpen = maxOpenFiles
    this.options = { heading: format === 'csv' ? `${formatCsvRow(columns)}\n` : '', rotateBytes, ports }
  }

  get(path: string): OpenFile {
    const known = this.open.get(path)
    if (known === undefined) return this.create(path)
    if (this.open.size > 1) {
      this.open.delete(path)
      this.open.set(path, known)
    }
    return known
  }

  async flush(): Promise<void> {
    await Promise.all([...this.open.values()].map((file) => file.flush()))
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((file) => file.close()))
    await Promise.all(this.closing.values())
  }

  private create(path: string): OpenFile {
    const itself = this.closing.get(path)
    const oldest = this.open.size < this.maxOpen ? undefined : this.closeOldest()
    const before = [itself, oldest].filter((closed) => closed !== undefined)
    const file = new OpenFile(path, { ...this.options, whenReady: Promise.all(before) })
    this.open.set(path, file)
    return file
  }

  private closeOldest(): Promise<void> {
    const [path, file] = this.open.entries().next().value as [string, OpenFile]
    this.open.delete(path)
    const closed = this.closeOne(path, file).then(
      () => void (this.closing.get(path) === closed && this.closing.delete(path)),
    )
    this.closing.set(path, closed)
    return closed
  }

  /** Its rows last already: that it cannot be closed loses none. */
  private async closeOne(path: string, file: OpenFile): Promise<void> {
    try {
      await file.close()
    } catch (thrown) {
      this.options.ports.warn(`"${path}" could not be closed: ${toFailure(thrown).message}`)
    }
  }
}

interface OpenFileOptions {
  /** Written first into an empty file. */
  readonly heading: string
  readonly rotateBytes: number
  readonly ports: Pick<HostedPorts, 'files' | 'text' | 'warn'>
  /** Resolves when there is room for one more open file; never rejects. */
  readonly whenReady: Promise<unknown>
}

/** Rows that are written in one go. */
interface Group {
  rows: string
  readonly lasts: Promise<void>
  readonly resolve: () => void
  readonly reject: (thrown: unknown) => void
}

function createGroup(): Group {
  const { promise: lasts, resolve, reject } = Promise.withResolvers<void>()
  return { rows: '', lasts, resolve, reject }
}

/** One file, written group by group: what comes while a group is made to last goes with the next. */
class OpenFile {
  private readonly path: string
  private readonly options: OpenFileOptions
  private writer: FileWriter | null = null
  private waiting: Group | null = null
  private working: Promise<void> | null = null

  constructor(path: string, options: OpenFileOptions) {
    this.path = path
    this.options = options
  }

  /** Resolves when the row, line feed included, lasts. Rows that are made to last together have one promise. */
  write(row: string): Promise<void> {
    this.waiting ??= createGroup()
    this.waiting.rows += row
    this.working ??= this.work()
    return this.waiting.lasts
  }

  async flush(): Promise<void> {
    while (this.working !== null) await this.working
  }

  async close(): Promise<void> {
    await this.flush()
    await this.writer?.close()
    this.writer = null
  }

  private async work(): Promise<void> {
    await Promise.resolve()
    for (let group = this.takeGroup(); group !== null; group = this.takeGroup()) {
      await this.append(group.rows).then(group.resolve, group.reject)
    }
    this.working = null
  }

  private takeGroup(): Group | null {
    const group = this.waiting
    this.waiting = null
    return group
  }

  private async append(rows: string): Promise<void> {
    const { heading, ports, rotateBytes, whenReady } = this.options
    await whenReady
    this.writer ??= await ports.files.append(this.path)
    await this.writer.write(ports.text.encode(this.writer.size === 0 ? heading + rows : rows))
    await this.writer.sync()
    if (rotateBytes > 0 && this.writer.size >= rotateBytes) await this.putAside()
  }

  private async putAside(): Promise<void> {
    await this.writer?.close()
    this.writer = null
    for (let number = 1; ; number++) {
      try {
        return await this.options.ports.files.rename(this.path, numbered(this.path, number))
      } catch (thrown) {
        if (!isTaken(thrown)) throw thrown
      }
    }
  }
}

function isTaken(thrown: unknown): boolean {
  return (
    thrown instanceof Error && 'failure' in thrown && (thrown.failure as { code: string }).code === 'SLUICE-FILE-EXISTS'
  )
}

/** `out/orders.ndjson` → `out/orders.3.ndjson` */
function numbered(path: string, number: number): string {
  const dot = path.lastIndexOf('.')
  return dot > path.lastIndexOf('/') + 1 ? `${path.slice(0, dot)}.${number}${path.slice(dot)}` : `${path}.${number}`
}

function rowWriter(config: Config, text: TextCodec): (message: Message) => string {
  if (config.format === 'messages') return (message) => writeMessageRow(message, text)
  if (config.format === 'csv') {
    const columns = config.columns.map(parsePath)
    return ({ value }) => formatCsvRow(columns.map((path) => cell(getPath(value, path))))
  }
  if (config.format === 'lines') return ({ value }) => oneLine(value instanceof Uint8Array ? text.decode(value) : value)
  return ({ value }) => (value instanceof Uint8Array ? oneLine(text.decode(value)) : stringifyJson(value))
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? stringifyJson(value) : String(value)
}

function oneLine(value: unknown): string {
  const text = typeof value === 'object' ? stringifyJson(value) : String(value)
  if (!/[\r\n]/.test(text)) return text
  throw fail('SLUICE-FILE-ROW', 'The value has a line break, and a row has none. Use the format `messages`, or JSON.')
}
