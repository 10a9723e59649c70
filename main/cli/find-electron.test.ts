import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findElectron, type Machine } from './find-electron.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-electron-'))
  write('downloaded/path.txt', 'electron')
  write('downloaded/dist/electron', '')
  write('mac/path.txt', 'Electron.app/Contents/MacOS/Electron')
  write('mac/dist/Electron.app/Contents/MacOS/Electron', '')
  write('package-only/package.json', '{}')
  write('elsewhere/electron', '')
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

const linux: Machine = { platform: 'linux', environment: { DISPLAY: ':0' }, isRoot: false }

/** The program, from the test's folder, or the reason why there is none. */
function find(packageFolder: string, machine: Partial<Machine> = {}): string {
  const found = findElectron(join(folder, packageFolder), { ...linux, ...machine })
  return 'program' in found ? found.program.slice(folder.length + 1) : found.reason
}

describe('Electron', () => {
  it('is the program that its package has downloaded', () => {
    expect(find('downloaded')).toBe('downloaded/dist/electron')
    expect(find('mac', { platform: 'darwin', environment: {} })).toBe('mac/dist/Electron.app/Contents/MacOS/Electron')
  })

  it('is the one in the folder that the environment names', () => {
    const environment = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'elsewhere') }
    expect(find('package-only', { environment })).toBe('elsewhere/electron')
    expect(find('downloaded', { environment })).toBe('elsewhere/electron')
  })

  it('is missing while the package has downloaded nothing, and the sentence says how it would', () => {
    expect(find('package-only')).toContain('npx install-electron')
    const environment = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'nowhere') }
    expect(find('downloaded', { environment })).toContain('has not been downloaded')
  })

  it('opens no window on a Linux without a screen, or for root', () => {
    expect(find('downloaded', { environment: {} })).toBe('There is no screen here.')
    expect(find('downloaded', { environment: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe('downloaded/dist/electron')
    expect(find('downloaded', { isRoot: true })).toBe('Electron does not start for root.')
  })
})
