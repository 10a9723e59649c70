import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunReport, runReportSchema } from '../../shared/run/metrics.ts'
import { endless, relay, writePipeline } from './testing/documents.ts'
import { type CliResult, runCli, startCli } from './testing/run-cli.ts'
import { type SilentPulsar, startSilentPulsar } from './testing/silent-pulsar.ts'

const gettingStarted = fileURLToPath(new URL('../../examples/getting-started.sluice.json', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The last line of stdout, as machines read it. */
function reportOf({ stdout }: CliResult): RunReport {
  return runReportSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1)!))
}

describe('sluice run', () => {
  it('runs the getting-started pipeline until it is idle: 1,000 received, 1,000 delivered, balanced', async () => {
    const result = await runCli(['run', gettingStarted, '--until-idle', '2s', '--report', 'json'])
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(reportOf(result)).toMatchObject({
      pipeline: 'getting-started',
      ledger: { received: 1000, delivered: 1000, inFlight: 0, balanced: true },
      topics: { 'persistent://public/default/output-topic': 1000 },
      exit: 0,
    })
  })

  it('prints a report for people unless told otherwise', async () => {
    const { code, stdout } = await runCli(['run', gettingStarted, '--until-idle', '500ms', '--set', 'SAMPLE_DATA=40'])
    expect(code).toBe(0)
    expect(stdout).toContain('getting-started finished after')
    expect(stdout).toContain('40 received: 40 delivered.')
    expect(stdout).toMatch(/persistent:\/\/public\/default\/output-topic +40/)
  })

  it('ends by itself when every source is exhausted', async () => {
    const file = await writePipeline(folder, 'finite', {
      nodes: [
        { id: 'make', operator: 'generator', config: { count: 5 } },
        { id: 'say', operator: 'console', config: {} },
      ],
      edges: [{ from: 'make.out', to: 'say.in' }],
    })
    const result = await runCli(['run', file, '--report', 'json'])
    expect(result.stdout.trimEnd().split('\n')).toHaveLength(6)
    expect(reportOf(result)).toMatchObject({ ledger: { received: 5, delivered: 5 }, exit: 0 })
  })

  it.each([
    ['--for', '300ms'],
    ['--count', '50'],
  ])('drains and ends by %s %s', async (...limit) => {
    const file = await writePipeline(folder, `limit${limit[0]}`, endless)
    const result = await runCli(['run', file, '--report', 'json', ...limit])
    const report = reportOf(result)
    expect(report).toMatchObject({ ledger: { inFlight: 0, balanced: true }, exit: 0 })
    expect(report.ledger.received).toBeGreaterThanOrEqual(limit[0] === '--count' ? 50 : 1)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('drains on %s and exits with 0', async (signal) => {
    const file = await writePipeline(folder, `drained-${signal}`, endless)
    const cli = startCli(['run', file, '--report', 'json'])
    await cli.sees('stdout', /\n/)
    cli.child.kill(signal)
    const result = await cli.ended
    expect(result.code).toBe(0)
    const report = reportOf(result)
    expect(report.ledger).toMatchObject({ inFlight: 0, returned: 0, balanced: true })
    expect(report.ledger.delivered).toBe(report.ledger.received)
  })

  describe('when a broker confirms nothing', () => {
    async function startStuck(name: string, pulsar: SilentPulsar, drainTimeoutMs: number) {
      const file = await writePipeline(folder, name, {
        connections: { main: pulsar.connection },
        settings: { drainTimeoutMs },
        nodes: endless.nodes.slice(0, 2),
        edges: endless.edges.slice(0, 1),
      })
      const cli = startCli(['run', file, '--report', 'json'])
      await pulsar.taken
      return cli
    }

    it('gives up when the drain deadline has passed, says what was in flight, and exits with 3', async () => {
      await using pulsar = await startSilentPulsar()
      const cli = await startStuck('deadline', pulsar, 500)
      cli.child.kill('SIGTERM')
      const result = await cli.ended
      expect(result.code).toBe(3)
      const report = reportOf(result)
      expect(report.failure?.message).toContain('will be delivered again')
      expect(report.ledger).toMatchObject({
        delivered: 0,
        inFlight: 0,
        returned: report.ledger.received,
        balanced: true,
      })
    })

    it('gives up at once on a second signal and exits with 3', async () => {
      await using pulsar = await startSilentPulsar()
      const cli = await startStuck('second', pulsar, 60_000)
      cli.child.kill('SIGTERM')
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(cli.child.exitCode).toBeNull()
      cli.child.kill('SIGTERM')
      const result = await cli.ended
      expect(result.code).toBe(3)
      expect(reportOf(result).failure?.code).toBe('SLUICE-STOPPED')
    })
  })

  it('goes on in a durable topic where the run before has stopped', async () => {
    const file = await writePipeline(folder, 'relay', relay)
    const data = join(folder, 'relay-data')
    await runCli(['produce', 'relay-in', '--count', '200', '--data', data])
    const first = await runCli(['run', file, '--data', data, '--until-idle', '300ms', '--report', 'json'])
    expect(reportOf(first).ledger).toMatchObject({ received: 200, delivered: 200 })
    const second = await runCli(['run', file, '--data', data, '--until-idle', '300ms', '--report', 'json'])
    expect(reportOf(second).ledger).toMatchObject({ received: 0 })
  })

  it('serves metrics on loopback when asked to', async () => {
    const file = await writePipeline(folder, 'measured', endless)
    const cli = startCli(['run', file, '--metrics', '0'])
    const [, address] = await cli.sees('stderr', /(http:\/\/127\.0\.0\.1:\d+\/metrics)/)
    await cli.sees('stdout', /\n/)
    const text = await (await fetch(address!)).text()
    expect(text).toMatch(/^sluice_messages_received_total\{pipeline="measured",node="write"\} [1-9]\d*$/m)
    expect(text).toMatch(/^sluice_messages_sent_total\{pipeline="measured",node="make",port="out"\} [1-9]\d*$/m)
    expect(text).toMatch(/^# TYPE sluice_ledger_total counter$/m)
    cli.child.kill('SIGTERM')
    expect((await cli.ended).code).toBe(0)
  })

  it('fails with the node and the reason when a message cannot be read and nobody wants the error', async () => {
    const file = await writePipeline(folder, 'unreadable', {
      nodes: [
        {
          id: 'make',
          operator: 'generator',
          config: { template: 'custom', body: '"not json"', format: 'value', count: 1 },
        },
        { id: 'text', operator: 'serialize', config: { serde: 'string' } },
        { id: 'parse', operator: 'deserialize', name: 'Parse orders', config: { serde: 'json' } },
        { id: 'say', operator: 'console', config: {} },
      ],
      edges: [
        { from: 'make.out', to: 'text.in' },
        { from: 'text.out', to: 'parse.in' },
        { from: 'parse.out', to: 'say.in' },
      ],
    })
    const result = await runCli(['run', file, '--report', 'json'])
    expect(result.code).toBe(1)
    const report = reportOf(result)
    expect(report.failure).toMatchObject({ nodeId: 'parse' })
    expect(report.failure?.message).toContain('Parse orders')
    expect(result.stderr.trimEnd()).toBe(report.failure?.message)
  })
})
