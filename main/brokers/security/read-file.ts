import { readFile } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FailureError, fail } from '../../../shared/ipc/failure.ts'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'it may not be read by the user who runs this',
  EPERM: 'it may not be read by the user who runs this',
  EISDIR: 'it is a folder',
}

/** Text of a file that a field of a connection names, `file://` or not. Rejects with `SLUICE-CONNECTION-FILE`. */
export async function readNamedFile(field: string, path: string): Promise<string> {
  try {
    return await readFile(path.startsWith('file:') ? fileURLToPath(path) : path, 'utf8')
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const place = isAbsolute(path) || path.startsWith('file:') ? '' : ` It was looked for at ${resolve(path)}.`
    throw unusableFile(field, path, `${reasons[code] ?? (code || message)}.${place}`)
  }
}

/** `reason` with its full stop. */
export function unusableFile(field: string, path: string, reason: string): FailureError {
  return fail(
    'SLUICE-CONNECTION-FILE',
    `The file of "${field}" in the connection, ${path}, cannot be used: ${reason}`,
    {
      detail: { field, path },
    },
  )
}
