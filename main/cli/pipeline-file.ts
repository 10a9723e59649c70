import { createReadStream } from 'node:fs'
import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import { documentCaps, type ParseResult, parseDocument } from '../../shared/graph/parse.ts'

export type PipelineFile = ParseResult & {
  /** What the file says; null when it could not be read. */
  readonly text: string | null
}

/** Reads a pipeline from disk: at most as much as a pipeline may have, as UTF-8. Never throws; every problem is a diagnostic. */
export async function readPipelineFile(file: string): Promise<PipelineFile> {
  const bytes = await readCapped(file).catch((error: NodeJS.ErrnoException) => error)
  if (bytes instanceof Error) return refuse(...explainUnreadable(bytes))
  const isWhole = bytes.length <= documentCaps.bytes
  const text = decode(bytes, isWhole)
  if (text === null) return refuse('SLUICE-FILE-NOT-TEXT', 'The file is not UTF-8 text. Is it the right file?')
  return { text, ...parseDocument(text) }
}

/** One byte more than allowed at most, so that devices and huge files end too. */
async function readCapped(file: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(file, { end: documentCaps.bytes })) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** A file that was cut off may end in the middle of a character; it is refused for its size anyway. */
function decode(bytes: Buffer, fatal: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOTDIR: 'A part of this path is a file, not a folder. Check the path.',
  EISDIR: 'This is a folder; name a pipeline file in it.',
  EACCES: 'The file may not be read. Check its permissions.',
  EPERM: 'The file may not be read. Check its permissions.',
}

function explainUnreadable({ code = 'unknown reason' }: NodeJS.ErrnoException): [code: string, message: string] {
  if (code === 'ENOENT') return ['SLUICE-FILE-MISSING', 'There is no such file. Check the path.']
  return ['SLUICE-FILE-UNREADABLE', reasons[code] ?? `The file cannot be read (${code}).`]
}

function refuse(code: string, message: string): PipelineFile {
  const diagnostics: readonly Diagnostic[] = [{ code, severity: 'error', message, place: {} }]
  return { text: null, diagnostics }
}
