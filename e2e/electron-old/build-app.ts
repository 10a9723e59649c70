import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type InlineConfig } from 'vite'
import { buildDesktop, type DesktopBuild } from '../../scripts/build-desktop.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))

/** Builds the app from the product's own sources into `folder`; with what README.md lists bridged when it is for Electron 9.4.1. */
export async function buildApp(folder: string, isForOldElectron: boolean): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const desktop = join(folder, 'dist', 'desktop')
  await buildDesktop({ outdir: desktop, ...(isForOldElectron ? desktopBridge : {}) })
  const page: InlineConfig = isForOldElectron ? pageBridge : {}
  await build({
    ...page,
    configFile: join(root, 'vite.config.ts'),
    root: join(root, 'renderer'),
    logLevel: 'error',
    build: { ...page.build, outDir: join(folder, 'dist', 'renderer'), emptyOutDir: true },
  })
  await cp(join(root, 'examples'), join(folder, 'examples'), { recursive: true })
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
}

const manifest = {
  name: 'sluice',
  productName: 'Sluice',
  version: '0.1.0',
  description: 'Sluice, built for its smoke test.',
  author: 'The Sluice project',
  main: 'dist/desktop/main.cjs',
}

const desktopBridge: DesktopBuild = {
  target: 'node12.14',
  alias: { electron: join(here, 'electron-stand-in.ts'), 'node:fs/promises': join(here, 'node-promises.ts') },
  inject: [join(here, 'main-globals.ts')],
}

const pageBridge: InlineConfig = {
  plugins: [{ name: 'globals-first', enforce: 'pre', transform: putGlobalsFirst }],
  build: { target: 'chrome83' },
}

function putGlobalsFirst(code: string, id: string): string | null {
  const isEntry = id.endsWith('/renderer/main.tsx')
  return isEntry ? `import ${JSON.stringify(join(here, 'page-globals.ts'))}\n${code}` : null
}
