import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../../shared/ipc/testing/eventually.ts'
import { runReportSchema } from '../../../shared/run/metrics.ts'
import { relay, writePipeline } from '../testing/documents.ts'
import { type CliProcess, runCli, startCli } from '../testing/run-cli.ts'
import { startSilentPulsar } from '../testing/silent-pulsar.ts'

const highPerformance = fileURLToPath(new URL('../../../examples/high-performance.sluice.json', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-workers-'))
})
afterAll(() => rm(folder, { recursive: true }))

const [read, write] = relay.nodes
const shared = { ...read, config: { ...read!.config, consumer: { consumerType: 'Shared' } } }
const pulsar = { main: { type: 'pulsar', serviceUrl: 'pulsar://127.0.0.1:1', webServiceUrl: 'http://127.0.0.1:1' } }

/** As `process 4711, 4712` in the log. */
async function workersOf(cli: CliProcess): Promise<number[]> {
  const [, pids] = await cli.sees('stderr', /processes ([\d, ]+)\./)
  return pids!.split(', ').map(Number)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('sluice run --workers', () => {
  it.each(['1', '17', '2.5', 'four', '-2'])('refuses %s workers', async (count) => {
    const result = await runCli(['run', 'x.json', '--workers', count])
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('from 2 to 16')
  })

  it('refuses the embedded broker, and names what to give instead', async () => {
    const result = await runCli(['run', highPerformance, '--workers', '4'])
    expect(result.code).toBe(2)
    expect(result.stderr).toMatch(/SLUICE-WORKERS-EMBEDDED .*--connection main=pulsar:\/\/HOST:6650/)
  })

  it('refuses each step that wants one process, with its place and the reason, before anything is started', async () => {
    const file = await writePipeline(folder, 'alone', {
      connections: pulsar,
      nodes: [
        shared,
        { id: 'slow', operator: 'throttle' },
        { id: 'seen', operator: 'deduplicate', config: { id: 'key' } },
        write,
      ],
      edges: [
        { from: 'read.out', to: 'slow.in' },
        { from: 'slow.out', to: 'seen.in' },
        { from: 'seen.out', to: 'write.in' },
      ],
    })
    const result = await runCli(['run', file, '--workers', '2'])
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toMatch(/alone\.sluice\.json:1:\d+ error SLUICE-WORKERS-STEP The step "slow" \(Throttle\)/)
    expect(result.stderr).toMatch(/SLUICE-WORKERS-STEP The step "seen" \(Deduplicate\)/)
    expect(result.stderr).toContain('2 errors.')
    expect(result.stderr).not.toContain('processes')
  })

  it('lists what is wrong with the pipeline first', async () => {
    const file = await writePipeline(folder, 'wrong', { connections: pulsar, nodes: [shared], edges: [] })
    const result = await runCli(['run', file, '--workers', '2'])
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('SLUICE-OUTPUT-UNWIRED')
  })

  it('fails as one when the broker is away, naming a worker, and leaves no process behind', async () => {
    const file = await writePipeline(folder, 'away', {
      ...relay,
      connections: pulsar,
      nodes: [shared, write],
    })
    const cli = startCli(['run', file, '--workers', '3', '--report', 'json'])
    const pids = await workersOf(cli)
    const result = await cli.ended
    expect(result.code).toBe(1)
    const report = runReportSchema.parse(JSON.parse(result.stdout))
    expect(report).toMatchObject({ workers: 3, exit: 1, ledger: { received: 0, balanced: true } })
    expect(report.failure?.message).toMatch(/^Worker \d of 3 \(process \d+\): .*No Pulsar answers at 127\.0\.0\.1:1/)
    expect(pids.filter(isAlive)).toEqual([])
  })

  describe('when a broker confirms nothing', () => {
    /** Each worker has something to write, although nothing is ever read: they hold their drain up. */
    async function startStuck(name: string, drainTimeoutMs: number, connection: object) {
      const sample = { id: 'make', operator: 'generator', config: { count: 5, sampleData: true } }
      const fill = { id: 'fill', operator: 'pulsar-sink', config: { connection: 'main', topic: 'relay-in' } }
      const file = await writePipeline(folder, name, {
        connections: { main: connection },
        settings: { drainTimeoutMs },
        nodes: [shared, write, sample, fill],
        edges: [...relay.edges, { from: 'make.out', to: 'fill.in' }],
      })
      return startCli(['run', file, '--workers', '2', '--report', 'json'])
    }

    it('gives up after the deadline and exits with 3; the sample data was made by the first worker alone', async () => {
      await using broker = await startSilentPulsar()
      const cli = await startStuck('deadline', 500, broker.connection)
      await broker.taken
      cli.child.kill('SIGTERM')
      const result = await cli.ended
      expect(result.code, result.stderr).toBe(3)
      const report = runReportSchema.parse(JSON.parse(result.stdout))
      expect(report.failure?.message).toMatch(/^Worker 1 of 2 \(process \d+\): The drain did not finish/)
      expect(report.sampleData).toMatchObject({ received: 5, returned: 5, inFlight: 0, balanced: true })
    })

    it('gives up at once on a second signal', async () => {
      await using broker = await startSilentPulsar()
      const cli = await startStuck('second', 600_000, broker.connection)
      const pids = await workersOf(cli)
      await broker.taken
      cli.child.kill('SIGTERM')
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(cli.child.exitCode).toBeNull()
      cli.child.kill('SIGTERM')
      expect((await cli.ended).code).toBe(3)
      expect(pids.filter(isAlive)).toEqual([])
    })

    it('ends its workers when it is killed itself', async () => {
      await using broker = await startSilentPulsar()
      const cli = await startStuck('orphans', 500, broker.connection)
      const pids = await workersOf(cli)
      await broker.taken
      cli.child.kill('SIGKILL')
      await cli.ended
      await eventually(() => expect(pids.filter(isAlive)).toEqual([]))
    })
  })
})
