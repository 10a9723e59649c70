import { constants } from 'node:fs'
import { access, type FileHandle, link, mkdir, open, realpath, unlink } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { fail } from '../../shared/ipc/failure.ts'
import type { FilePort, FileReader, FileWriter } from '../engine/ports.ts'

/** Files below the folders given, and nowhere else, by whatever links or dots a path gets there. Relative paths start at the first. */
export function createFiles(folders: readonly string[]): FilePort {
  return {
    async open(path) {
      const place = await placeOf(path, folders)
      return readerOf(await openFile(place, 'r', path))
    },
    async append(path) {
      const place = await placeOf(path, folders)
      await mkdir(dirname(place), { recursive: true })
      const handle = await openFile(place, 'a', path)
      return writerOf(handle, (await handle.stat()).size)
    },
    async rename(from, to) {
      const [source, target] = [await placeOf(from, folders), await placeOf(to, folders)]
      try {
        await mkdir(dirname(target), { recursive: true })
        await link(source, target)
        await unlink(source)
      } catch (thrown) {
        throw explain(thrown, to)
      }
    },
  }
}

/** Where a path leads in truth. The nearest folder that exists decides: what is to be made below it cannot be a link. */
async function placeOf(path: string, folders: readonly string[]): Promise<string> {
  const [base] = folders
  if (base === undefined || path.includes('\0')) throw denied(path, folders)
  const wanted = resolve(base, path)
  const real = await realPlace(wanted)
  const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => resolve(folder))))
  if (!roots.some((root) => isWithin(real, root))) throw denied(path, folders)
  return real
}

async function realPlace(path: string): Promise<string> {
  const missing: string[] = []
  for (let known = path; ; known = dirname(known)) {
    const real = await realpath(known).catch(() => null)
    if (real !== null) return resolve(real, ...missing)
    if (dirname(known) === known) return path
    missing.unshift(known.slice(dirname(known).length).replace(sep, ''))
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!way.startsWith(`..${sep}`) && way !== '..' && !isAbsolute(way))
}

async function openFile(place: string, flags: 'r' | 'a', path: string): Promise<FileHandle> {
  try {
    if (flags === 'r') await access(place, constants.R_OK)
    return await open(place, flags)
  } catch (thrown) {
    throw explain(thrown, path)
  }
}

function readerOf(handle: FileHandle): FileReader {
  return {
    async read(max) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(max), 0, max)
      return bytesRead === 0 ? null : buffer.subarray(0, bytesRead)
    },
    close: () => handle.close(),
  }
}

function writerOf(handle: FileHandle, existing: number): FileWriter {
  let size = existing
  let last: Promise<unknown> = Promise.resolve()
  return {
    get size() {
      return size
    },
    write(bytes) {
      size += bytes.length
      const written = last.then(() => handle.appendFile(bytes))
      last = written.catch(() => {})
      return written.catch((thrown) => {
        throw explain(thrown, 'the file')
      })
    },
    async sync() {
      await last
      await handle.datasync()
    },
    async close() {
      await last
      await handle.close()
    },
  }
}

function denied(path: string, folders: readonly string[]) {
  const where = folders.length === 0 ? 'none was granted' : folders.join(', ')
  return fail('SLUICE-FILE-DENIED', `"${path}" is not within the folders this run may use: ${where}.`)
}

const reasons: Readonly<Record<string, readonly [code: string, words: string]>> = {
  ENOENT: ['SLUICE-FILE-MISSING', 'There is no file'],
  EEXIST: ['SLUICE-FILE-EXISTS', 'There is a file already:'],
  EISDIR: ['SLUICE-FILE-UNREADABLE', 'A folder is no file:'],
  EACCES: ['SLUICE-FILE-UNREADABLE', 'The system does not allow the use of'],
  ENOSPC: ['SLUICE-FILE-FULL', 'No space is left for'],
}

function explain(thrown: unknown, path: string) {
  const { code = '', message } = thrown as NodeJS.ErrnoException
  const [failure, words] = reasons[code] ?? ['SLUICE-FILE-UNREADABLE', `${message}:`]
  return fail(failure, `${words} "${path}".`)
}
