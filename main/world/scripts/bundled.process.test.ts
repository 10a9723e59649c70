import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { buildDesktop } from '../../../scripts/build-desktop.ts'
import { ends, loadScript } from './testing/scripts.ts'

it('a host in a bundle finds the program of its child beside it', async () => {
  const outdir = await mkdtemp(join(tmpdir(), 'sluice-bundled-'))
  try {
    await buildDesktop({ outdir })
    const outfile = join(outdir, 'host.mjs')
    const entry = fileURLToPath(new URL('script-host.ts', import.meta.url))
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' })
    const { createScriptHost } = (await import(pathToFileURL(outfile).href)) as typeof import('./script-host.ts')
    const host = createScriptHost()
    const { run } = await loadScript(
      host,
      'const n: number = message.value\nif (n === 2) process.exit()\nreturn { value: n }',
      {
        language: 'typescript',
      },
    )
    expect(ends(await run([1, 2, 3]))).toEqual([[1], 'SLUICE-CODE-EXITED', [3]])
    await host.close()
  } finally {
    await rm(outdir, { recursive: true })
  }
})
