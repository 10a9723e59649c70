import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endless, relay, writePipeline } from './testing/documents.ts'
import { runCli, startCli } from './testing/run-cli.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-failures-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What is wrong, the exit code, and words that the one sentence must hold. */
interface Case {
  readonly code: number
  readonly says: readonly RegExp[]
  readonly arguments: (folder: string) => Promise<readonly string[]> | readonly string[]
}

const away = ['--connection', 'main=pulsar://127.0.0.1:1', '--set', 'WEB_SERVICE_URL=http://127.0.0.1:1']
const [make, write] = endless.nodes
const broken = (name: string, parts: object) => async (folder: string) => [
  'run',
  await writePipeline(folder, name, parts),
]

const cases: Readonly<Record<string, Case>> = {
  'a missing file': { code: 2, says: [/no such file/], arguments: () => ['run', 'nowhere.sluice.json'] },
  'a folder in place of a file': { code: 2, says: [/folder/], arguments: (folder) => ['run', folder] },
  'broken JSON': {
    code: 2,
    says: [/broken\.json:1:\d+/, /not valid JSON/],
    arguments: async (folder) => {
      await writeFile(join(folder, 'broken.json'), '{ "format": ')
      return ['run', join(folder, 'broken.json')]
    },
  },
  'an unknown operator': {
    code: 2,
    says: [/generater/, /"generator"/],
    arguments: broken('operator', {
      nodes: [{ ...make, operator: 'generater' }, write],
      edges: endless.edges.slice(0, 1),
    }),
  },
  'an unknown option': {
    code: 2,
    says: [/speed/, /operator-option|SLUICE-/],
    arguments: broken('option', {
      nodes: [{ ...make, config: { speed: 3 } }, write],
      edges: endless.edges.slice(0, 1),
    }),
  },
  'a cycle': {
    code: 2,
    says: [/cycle|circle|loop/i],
    arguments: broken('cycle', {
      nodes: [make, write, { id: 'a', operator: 'merge', config: {} }, { id: 'b', operator: 'merge', config: {} }],
      edges: [
        { from: 'make.out', to: 'a.in' },
        { from: 'a.out', to: 'b.in' },
        { from: 'b.out', to: 'a.in' },
        { from: 'b.out', to: 'write.in' },
      ],
    }),
  },
  'a wire to a port that does not exist': {
    code: 2,
    says: [/write\.input|"input"/],
    arguments: broken('port', { nodes: [make, write], edges: [{ from: 'make.out', to: 'write.input' }] }),
  },
  'a broker that is away': {
    code: 1,
    says: [/No Pulsar answers at 127\.0\.0\.1:1/],
    arguments: async (folder) => ['run', await writePipeline(folder, 'away', relay), ...away],
  },
  'a URL that is none': {
    code: 2,
    says: [/pulsar:\/\/HOST:PORT/],
    arguments: async (folder) => ['run', await writePipeline(folder, 'url', relay), '--connection', 'main=http://x'],
  },
  'a parameter that does not exist': {
    code: 2,
    says: [/"SPEED"/],
    arguments: async (folder) => ['run', await writePipeline(folder, 'parameter', relay), '--set', 'SPEED=1'],
  },
  'a duration that is none': { code: 2, says: [/30s/], arguments: () => ['run', 'x.json', '--for', 'ever'] },
  'an option without its value': { code: 2, says: [/--data/], arguments: () => ['run', 'x.json', '--data'] },
  'an operator that does not exist': {
    code: 2,
    says: [/"fliter"/, /"filter"/],
    arguments: () => ['operators', 'fliter'],
  },
  'an operator and the names from Bytewax at once': {
    code: 2,
    says: [/--from-bytewax/],
    arguments: () => ['operators', 'filter', '--from-bytewax'],
  },
  'an unknown command': { code: 2, says: [/'rnu'/, /run/], arguments: () => ['rnu'] },
  'a misspelt option': {
    code: 2,
    says: [/'--repotr'/, /--report/],
    arguments: () => ['run', 'x.json', '--repotr', 'json'],
  },
  'no file': { code: 2, says: [/file/], arguments: () => ['run'] },
  'produce without a topic': { code: 2, says: [/sluice produce TOPIC/], arguments: () => ['produce'] },
  'produce without a broker': { code: 2, says: [/--connection/, /--data/], arguments: () => ['produce', 'orders'] },
  'tail with a wrong filter': {
    code: 2,
    says: [/value\. >/],
    arguments: (folder) => ['tail', 'orders', '--data', join(folder, 'data'), '--filter', 'value. >'],
  },
  'tail from no time': {
    code: 2,
    says: [/2026-13-99/],
    arguments: (folder) => ['tail', 'orders', '--data', join(folder, 'data'), '--from', '2026-13-99'],
  },
  'serve of a folder that does not exist': { code: 2, says: [/nowhere/], arguments: () => ['serve', 'nowhere'] },
  'a data folder that is a file': {
    code: 1,
    says: [/cannot be|refused|not a folder|Check/],
    arguments: async (folder) => {
      await writeFile(join(folder, 'file'), '')
      return ['produce', 'orders', '--data', join(folder, 'file')]
    },
  },
}

describe('The command line', () => {
  it.each(Object.entries(cases))('answers %s in one sentence, with the right exit code', async (_name, found) => {
    const result = await runCli(await found.arguments(folder))
    expect(result.code, result.stderr).toBe(found.code)
    const said = result.stderr + result.stdout
    for (const words of found.says) expect(said).toMatch(words)
    expect(said).not.toMatch(/^\s+at .*:\d+:\d+/m)
    expect(said).not.toMatch(/Error:|\[object|undefined/)
    expect(result.stderr.split('\n').filter((line) => !/^(\d+ errors?\b.*)?$/.test(line)).length).toBeLessThanOrEqual(3)
  })

  it('prints help, and nothing else, when it is called bare', async () => {
    const result = await runCli([])
    expect(result).toMatchObject({ code: 0, stderr: '' })
    for (const command of ['open', 'serve', 'run', 'check', 'produce', 'tail', 'operators'])
      expect(result.stdout).toContain(command)
  })

  it('refuses a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    for (const arguments_ of [
      ['serve', folder, '--port', `${port}`],
      ['run', await writePipeline(folder, 'metered', endless), '--metrics', `${port}`],
    ]) {
      const result = await runCli(arguments_)
      expect(result.stderr).toMatch(/[Pp]ort/)
      expect(result.code).toBe(2)
    }
    server.close()
  })

  it('names the process that holds a data folder', async () => {
    const data = join(folder, 'held')
    const holder = startCli(['run', await writePipeline(folder, 'holder', endless), '--data', data])
    await holder.sees('stdout', /\n/)
    const result = await runCli(['produce', 'orders', '--data', data])
    expect(result.code).toBe(1)
    expect(result.stderr).toContain(String(holder.child.pid))
    holder.child.kill('SIGTERM')
    expect((await holder.ended).code).toBe(0)
  })

  it('does not show a secret, whatever goes wrong', async () => {
    const secret = 'canary-6f1d'
    const connection = {
      type: 'pulsar',
      serviceUrl: 'pulsar://127.0.0.1:1',
      webServiceUrl: 'http://127.0.0.1:1',
      auth: { type: 'token', token: '$' + '{secret:TOKEN}' },
    }
    const file = await writePipeline(folder, 'secret', { ...relay, connections: { main: connection } })
    const result = await runCli(['run', file, '--report', 'json'], { TOKEN: secret })
    expect(result.code).toBe(1)
    expect(result.stderr + result.stdout).not.toContain(secret)
    const missing = await runCli(['run', file])
    expect(missing.code).toBe(2)
    expect(missing.stderr).toContain('TOKEN')
  })
})
