import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Configuration, Platform } from 'electron-builder'
import type { ElectronUnderTest } from './electron-under-test.ts'

const projectConfiguration = fileURLToPath(new URL('../../electron-builder.yml', import.meta.url))

/**
 * Packs the app built in `folder` by the project's own `electron-builder.yml`, as a plain directory beside it, with the Electron
 * that is here. Fuses came with Electron 12, so the old one has none; a newer one keeps open the fuse by which Playwright drives
 * it. Resolves with the packed program.
 */
export async function packApp(folder: string, electron: ElectronUnderTest): Promise<string> {
  const output = `${folder}-packed`
  const config: Configuration = {
    extends: projectConfiguration,
    electronDist: electron.dist,
    electronVersion: electron.version,
    directories: { output },
    electronFuses: electron.isOld ? null : { enableNodeCliInspectArguments: true },
  }
  await build({ targets: Platform.LINUX.createTarget('dir'), projectDir: folder, publish: 'never', config })
  return join(output, 'linux-unpacked', 'sluice')
}
