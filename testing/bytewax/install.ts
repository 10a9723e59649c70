import { installBytewax } from './install.mjs'

/** The program of a Python that can import Bytewax, fetched when it is not there yet; null, and the reason printed, when it cannot be had. */
export async function bytewaxPython(): Promise<string | null> {
  const result = await installBytewax((line) => console.warn(line))
  if (result.ok) return result.python
  console.warn(`Bytewax is not available, its tests are skipped: ${result.reason}`)
  return null
}
