import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

/**
 * The borders between rooms, tested by crossing them: a wrong import or a wrong global is put into each room, and the gate
 * must fail. A gate that stays green while blind is worse than none.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = join(root, '.cache', 'borders')

/** Lints one seeded file at a path of the room, in a scratch checkout that has nothing but the project's lint rules. */
function lint(path: string, source: string) {
  const checkout = mkdtempSync(join(tmpdir(), 'sluice-borders-'))
  const rules = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  delete rules.vcs
  delete rules.$schema
  writeFileSync(join(checkout, 'biome.json'), JSON.stringify(rules))
  mkdirSync(dirname(join(checkout, path)), { recursive: true })
  writeFileSync(join(checkout, path), source)
  const result = spawnSync(join(root, 'node_modules', '.bin', 'biome'), ['lint', path], {
    cwd: checkout,
    encoding: 'utf8',
  })
  rmSync(checkout, { recursive: true, force: true })
  return { code: result.status, output: result.stdout + result.stderr }
}

/** Compiles a seeded file with the room's own libs and types. */
function compile(room: string, source: string) {
  const folder = join(scratch, room.replaceAll('/', '-'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'seeded.ts'), source)
  const config = {
    extends: join(root, room, 'tsconfig.json'),
    compilerOptions: { composite: false, noEmit: true, rootDir: root, tsBuildInfoFile: null },
    include: [join(folder, 'seeded.ts'), ...(room === 'renderer' ? [] : [join(root, 'shared', 'globals.d.ts')])],
    exclude: [],
    references: [],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const result = spawnSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', folder], { cwd: root, encoding: 'utf8' })
  return { code: result.status, output: result.stdout + result.stderr }
}

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('a wrong import does not pass the lint', () => {
  const crossings: readonly [path: string, module: string][] = [
    ['shared/seeded.ts', 'node:fs'],
    ['shared/seeded.ts', 'electron'],
    ['shared/seeded.ts', 'ajv/dist/2020.js'],
    ['shared/graph/seeded.ts', '../../main/engine/ports.ts'],
    ['shared/graph/seeded.ts', '../../renderer/main.tsx'],
    ['main/engine/seeded.ts', 'node:timers'],
    ['main/engine/hosted/seeded.ts', '../../brokers/open-broker.ts'],
    ['main/brokers/seeded.ts', '../runner/runner.ts'],
    ['main/brokers/seeded.ts', 'electron'],
    ['main/engine/seeded.ts', '../world/codecs/codecs.ts'],
    ['main/world/seeded.ts', '../brokers/open-broker.ts'],
    ['main/world/seeded.ts', 'ws'],
    ['main/runner/seeded.ts', '../host/host.ts'],
    ['main/host/seeded.ts', '../engine/kernel.ts'],
    ['main/host/seeded.ts', 'electron'],
    ['main/serve/seeded.ts', '../runner/runner.ts'],
    ['main/desktop/seeded.ts', '../serve/serve.ts'],
    ['main/cli/seeded.ts', 'electron'],
    ['main/cli/seeded.ts', '../desktop/main.ts'],
    ['renderer/model/seeded.ts', '../../main/engine/ports.ts'],
    ['renderer/seeded.ts', 'node:path'],
    ['renderer/seeded.ts', 'electron'],
    ['renderer/seeded.ts', 'ajv-formats'],
  ]
  it.each(crossings)('%s importing %s', (path, module) => {
    const { code, output } = lint(path, `import * as seeded from '${module}'\nexport const used = seeded\n`)
    expect(output).toContain('noRestrictedImports')
    expect(code).not.toBe(0)
  })

  it('says what to do instead', () => {
    expect(
      lint('main/host/seeded.ts', "import * as kernel from '../engine/kernel.ts'\nexport const used = kernel\n").output,
    ).toContain('EngineLauncher')
  })

  it('lets a right import pass', () => {
    expect(
      lint('main/engine/seeded.ts', "import * as message from '../../shared/message.ts'\nexport const used = message\n")
        .code,
    ).toBe(0)
  })
})

describe('a wrong runtime does not compile', () => {
  const runtimes: readonly [room: string, source: string, why: string][] = [
    ['shared', 'export const now = setTimeout(() => {}, 1)\n', 'timers are a port'],
    ['shared', 'export const home = window.location\n', 'no DOM'],
    ['shared', "import { readFileSync } from 'node:fs'\nexport const text = readFileSync('x')\n", 'no Node'],
    ['main/engine', "console.log('x')\nexport {}\n", 'logging is a port'],
    ['main/engine', 'export const body = fetch("x")\n', 'the network is a port'],
    ['main/brokers', 'export const body = document.body\n', 'no DOM'],
    ['main/world', 'export const body = document.body\n', 'no DOM'],
    ['main/runner', 'export const body = document.body\n', 'no DOM'],
    ['main/host', 'export const body = document.body\n', 'no DOM'],
    ['main/serve', 'export const body = document.body\n', 'no DOM'],
    ['main/desktop', 'export const body = document.body\n', 'no DOM'],
    ['main/cli', 'export const body = document.body\n', 'no DOM'],
    ['renderer', 'export const home = process.env\n', 'no Node'],
  ]
  it.each(runtimes)('%s: %s (%s)', (room, source) => {
    const { code, output } = compile(room, source)
    expect(output).toMatch(/error TS(2304|2580|2584|2591|2307|2552|2503)/)
    expect(code).not.toBe(0)
  })

  it('lets a right file compile', () => {
    expect(compile('shared', 'export const bytes: Uint8Array = new TextEncoder().encode("x")\n')).toMatchObject({
      code: 0,
    })
  })
})
