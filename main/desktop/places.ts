import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Where the parts of the built app lie, seen from `dist/desktop`. */
export const places = {
  preload: join(here, 'preload.cjs'),
  page: join(here, '..', 'renderer'),
  examples: join(here, '..', '..', 'examples'),
  // A utility process cannot be started from inside an archive.
  engine: join(here, 'engine.mjs').replace('app.asar', 'app.asar.unpacked'),
} as const
