import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { documentSchema } from '../../shared/graph/schema.ts'
import { createRunner } from './runner.ts'

const document = documentSchema.parse({
  format: 'sluice/1',
  id: 'counting-code',
  name: 'Counting code',
  nodes: [
    { id: 'make', operator: 'generator', config: { template: 'custom', body: '"{index}"', count: 3, keys: 1 } },
    {
      id: 'code',
      operator: 'code',
      config: { source: 'context.state = (context.state ?? 0) + 1\nreturn { value: `no ${context.state}` }' },
    },
    { id: 'print', operator: 'console', config: {} },
  ],
  edges: [
    { from: 'make.out', to: 'code.in' },
    { from: 'code.out', to: 'print.in' },
  ],
})

/** What the pipeline prints in one run of an engine of its own. */
async function linesOfARun(dataDirectory: string): Promise<string[]> {
  const lines: string[] = []
  const quiet = { info: () => {}, warn: () => {}, error: () => {} }
  const print = (line: string) => void lines.push(line)
  const runner = createRunner({ dataDirectory, folders: [], log: quiet, console: print, environment: {}, remember: 0 })
  const run = runner.start(document, {})
  const pipeline = await run.running
  await expect.poll(() => pipeline.isExhausted(), { timeout: 30_000 }).toBe(true)
  await run.drain()
  await runner.close()
  return lines
}

it('what code remembers goes on in the next run, in another process of code', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-code-state-'))
  try {
    const lines = [...(await linesOfARun(directory)), ...(await linesOfARun(directory))]
    expect(lines.map((line) => /no \d+/.exec(line)?.[0])).toEqual(['no 1', 'no 2', 'no 3', 'no 4', 'no 5', 'no 6'])
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
