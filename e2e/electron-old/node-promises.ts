/** `node:fs/promises` for Node 12, which has it only as a property, knows no `rm`, and whose files do not close by `await using`. */
import { promises } from 'node:fs'

export const {
  access,
  appendFile,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  stat,
  unlink,
  writeFile,
} = promises

/** The symbol that the bundler falls back to where the language has none. */
const asyncDispose: symbol = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')

export async function open(path: string, flags?: string): Promise<object> {
  const file = await promises.open(path, flags)
  return Object.assign(file, { [asyncDispose]: () => file.close() })
}

/** `rm` of a single file, forgiving when it is not there. */
export async function rm(path: string, options?: { force?: boolean }): Promise<void> {
  try {
    await promises.unlink(path)
  } catch (error) {
    if (!options?.force) throw error
  }
}
