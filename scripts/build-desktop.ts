import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What a caller may change: where to, for which runtime, and what stands in for `electron`. */
export type DesktopBuild = Pick<BuildOptions, 'alias' | 'inject' | 'target' | 'define'> & { readonly outdir?: string }

/**
 * Bundles the programs of the desktop app into `dist/desktop`: the main process and the preload script as CommonJS
 * (a sandboxed preload can be nothing else), the engine process and the process of code steps as modules.
 */
export async function buildDesktop(options: DesktopBuild = {}): Promise<void> {
  const { outdir = `${root}dist/desktop`, target = 'node24', ...rest } = options
  const common: BuildOptions = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    logLevel: 'warning',
    legalComments: 'none',
    external: ['electron', 'bufferutil', 'utf-8-validate'],
  }
  await build({
    ...common,
    ...rest,
    target,
    entryPoints: ['main/desktop/main.ts'],
    outfile: `${outdir}/main.cjs`,
    format: 'cjs',
    // A CommonJS bundle has no import.meta; the files it looks for lie beside it.
    define: { ...rest.define, 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('url').pathToFileURL(__filename).href;" },
  })
  await build({
    ...common,
    target,
    entryPoints: ['main/desktop/preload.ts'],
    outfile: `${outdir}/preload.cjs`,
    format: 'cjs',
  })
  await build({
    ...common,
    target: 'node24',
    entryPoints: ['main/runner/entry.ts'],
    outfile: `${outdir}/engine.mjs`,
    format: 'esm',
    // Bundled CommonJS packages call require for Node's own modules. The name of its maker must be no module's own.
    banner: {
      js: "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);",
    },
  })
  await build({
    ...common,
    target: 'node24',
    entryPoints: ['main/world/scripts/child/entry.ts'],
    outfile: `${outdir}/script-child.mjs`,
    format: 'esm',
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildDesktop()
