import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentSchema, type GraphDocument } from '../../shared/graph/schema.ts'
import type { RunReport } from '../../shared/run/metrics.ts'
import { openStateStore } from '../world/state/state-store.ts'
import { createRunner, type Runner } from './runner.ts'

let directory: string
let runners: Runner[]
let warnings: string[]
let lines: string[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-runner-state-'))
  runners = []
  warnings = []
  lines = []
})
afterEach(async () => {
  for (const runner of runners) await runner.close()
  await rm(directory, { recursive: true, force: true })
})

function openRunner(dataDirectory: string | null): Runner {
  const warn = (message: string) => void warnings.push(message)
  const runner = createRunner({
    dataDirectory,
    folders: [],
    log: { info: () => {}, warn, error: warn },
    console: (line) => void lines.push(line),
    environment: {},
    remember: 0,
  })
  runners.push(runner)
  return runner
}

/** Three messages of one key, counted. */
function counting(
  rest: readonly object[] = [
    { id: 'count', operator: 'stateful-map', config: { state: 'state == null ? 1 : state + 1' } },
  ],
): GraphDocument {
  const ids = ['make', 'key', ...rest.map((node) => (node as { id: string }).id), 'print']
  return documentSchema.parse({
    format: 'sluice/1',
    id: 'counting',
    name: 'Counting',
    nodes: [
      {
        id: 'make',
        operator: 'generator',
        config: { template: 'custom', body: '{ "n": "{index}" }', count: 3, format: 'value' },
      },
      { id: 'key', operator: 'key-by', config: { key: '"all"' } },
      ...rest,
      { id: 'print', operator: 'console', config: {} },
    ],
    edges: ids.slice(1).map((id, index) => ({ from: `${ids[index]}.out`, to: `${id}.in` })),
  })
}

async function runToItsEnd(runner: Runner, document: GraphDocument): Promise<RunReport> {
  const run = runner.start(document, {})
  const pipeline = await run.running
  while (!pipeline.isExhausted()) await new Promise((resolve) => setTimeout(resolve, 5))
  return run.drain()
}

describe('what steps remember', () => {
  it('is kept in the data folder and goes on in the next run', async () => {
    const runner = openRunner(directory)
    await runToItsEnd(runner, counting())
    await runToItsEnd(runner, counting())
    expect(lines.length).toBe(6)
    expect(lines.at(-1)).toContain('6')
    const store = await openStateStore({ directory: join(directory, 'state'), pipeline: 'counting' })
    expect(await store.load('count:stateful-map')).toEqual([{ key: 'all', state: 6 }])
    await store.close()
    expect(warnings).toEqual([])
  })

  it('is kept in memory only when there is no data folder, of which the run warns once', async () => {
    const runner = openRunner(null)
    await runToItsEnd(runner, counting())
    expect(warnings).toEqual([expect.stringContaining('Steps that remember (count) keep it in memory only')])
    await runToItsEnd(runner, counting())
    expect(lines.at(-1)).toContain('3')
  })

  it('needs no file when no step remembers anything', async () => {
    await runToItsEnd(openRunner(directory), counting([]))
    expect(existsSync(join(directory, 'state'))).toBe(false)
    await runToItsEnd(openRunner(null), counting([]))
    expect(warnings).toEqual([])
  })

  it('belongs to one run: a second of the same pipeline does not start, and the first goes on', async () => {
    const runner = openRunner(directory)
    const endless = documentSchema.parse({
      ...counting(),
      nodes: counting().nodes.map((node) =>
        node.id === 'make' ? { ...node, config: { ...node.config, endless: true, rate: 50 } } : node,
      ),
    })
    const first = runner.start(endless, {})
    await first.running
    const second = runner.start(endless, {})
    await expect(second.running).rejects.toMatchObject({ failure: { code: 'SLUICE-STATE-IN-USE' } })
    expect(first.status().state).toBe('running')
    await first.stop()
    const third = runner.start(endless, {})
    await third.running
    await third.stop()
  })

  it('is free again when the pipeline could not start', async () => {
    const runner = openRunner(directory)
    const broken = documentSchema.parse({
      ...counting(),
      nodes: counting().nodes.map((node) =>
        node.id === 'print'
          ? { id: 'print', operator: 'pulsar-sink', config: { connection: 'main', topic: 'non-persistent://a/b/c' } }
          : node,
      ),
      connections: { main: { type: 'embedded' } },
    })
    await expect(runner.start(broken, {}).running).rejects.toThrow()
    await runToItsEnd(runner, counting())
    expect(lines.length).toBe(3)
  })
})
