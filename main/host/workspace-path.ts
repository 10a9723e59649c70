import { realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { fail } from '../../shared/ipc/failure.ts'

/** What a path inside the workspace may consist of: no `..`, no hidden names, no drive, no control characters. */
const segmentPattern = /^(?!\.)[^\\:*?"<>|\u0000-\u001f\u007f]{1,200}$/
const longestPath = 1000

/**
 * The absolute path of a workspace file, or a `SLUICE-PATH-OUTSIDE` failure. `path` is relative with `/`, and ends in
 * `.json`. Links that lead out of the folder are refused too, so the folder must exist; the file need not.
 */
export async function resolveWorkspacePath(workspace: string, path: string): Promise<string> {
  const segments = path.split('/')
  const isPlain = path.length <= longestPath && segments.every((segment) => segmentPattern.test(segment))
  if (!isPlain || !path.endsWith('.json')) throw outside(path)
  const target = join(workspace, ...segments)
  const [root, nearest] = await Promise.all([realpath(workspace), realpathOfNearest(target)])
  const inside = relative(root, nearest)
  if (inside === '..' || inside.startsWith(`..${sep}`) || inside.startsWith(sep)) throw outside(path)
  return target
}

/** The real path of the file, or of the nearest folder above it that exists. */
async function realpathOfNearest(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return realpathOfNearest(dirname(path))
    throw fail(
      'SLUICE-FILE-UNREADABLE',
      `The folder of ${basename(path)} cannot be read (${code}). Check its permissions.`,
    )
  }
}

function outside(path: string) {
  const message = `"${path.slice(0, 200)}" is not a pipeline file of this workspace. Use a path inside the folder that ends in .json.`
  return fail('SLUICE-PATH-OUTSIDE', message)
}
