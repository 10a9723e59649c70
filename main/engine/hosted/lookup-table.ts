import { fail, toFailure } from '../../../shared/ipc/failure.ts'
import { parseJson } from '../../../shared/operators/lib/json.ts'
import { getPath, parsePath } from '../../../shared/operators/lib/paths.ts'
import { parseCsvRow, RowCutter } from '../../../shared/operators/lib/rows.ts'
import type { HostedPorts } from './contract.ts'

const maxBytes = 256 * 1024 * 1024
const maxRowLength = 1_048_576
const chunkBytes = 1024 * 1024

export interface LookupTableOptions {
  readonly path: string
  readonly format: 'ndjson' | 'csv'
  /** Path of the field rows are found by. */
  readonly keyField: string
}

/** The rows of a file by their key field, the last of each key. Throws a FailureError naming the line that cannot be read. */
export async function loadTable(
  { path, format, keyField }: LookupTableOptions,
  ports: Pick<HostedPorts, 'files' | 'text'>,
): Promise<ReadonlyMap<string, unknown>> {
  const text = ports.text.decode(await readAll(path, ports))
  const cutter = new RowCutter(format, maxRowLength)
  const rows = [...cutter.push(text), ...cutter.end()]
  const header = format === 'csv' ? parseCsvRow(rows.shift() ?? '') : null
  const keyPath = parsePath(keyField)
  const table = new Map<string, unknown>()
  rows.forEach((row, index) => {
    if (row?.trim() === '') return
    const value = readRow(row, header, `Line ${index + (header === null ? 1 : 2)} of ${path}`)
    const key = getPath(value, keyPath)
    if (key === undefined || key === null || typeof key === 'object') {
      throw fail('SLUICE-FILE-ROW', `Line ${index + 1} of ${path} has no field \`${keyField}\` to be found by.`)
    }
    table.set(String(key), value)
  })
  return table
}

function readRow(row: string | null, header: readonly string[] | null, place: string): unknown {
  if (row === null) throw fail('SLUICE-FILE-LINE', `${place} is longer than ${maxRowLength} characters.`)
  try {
    if (header === null) return parseJson(row)
    const fields = parseCsvRow(row)
    return Object.fromEntries(header.map((name, index) => [name, fields[index] ?? '']))
  } catch (thrown) {
    const failure = toFailure(thrown)
    throw fail(failure.code, `${place}: ${failure.message}`)
  }
}

async function readAll(path: string, { files }: Pick<HostedPorts, 'files'>): Promise<Uint8Array> {
  const reader = await files.open(path)
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for (let part = await reader.read(chunkBytes); part !== null; part = await reader.read(chunkBytes)) {
      size += part.length
      if (size > maxBytes) throw fail('SLUICE-FILE-TOO-LARGE', `${path} is larger than ${maxBytes / 1024 / 1024} MiB.`)
      parts.push(part)
    }
  } finally {
    await reader.close()
  }
  const all = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
