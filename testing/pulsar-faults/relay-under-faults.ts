import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CliProcess, startCli } from '../../main/cli/testing/run-cli.ts'
import { type RunReport, runReportSchema } from '../../shared/run/metrics.ts'
import { freePorts } from '../free-ports.ts'
import type { RealPulsar } from '../real-pulsar/real-pulsar.ts'

export interface RelayOptions {
  /** Also of its subscription. */
  readonly name: string
  readonly input: string
  readonly output: string
  readonly subscriptionType: 'Exclusive' | 'KeyShared'
  /** Breaks a rule: a message counts as written without the broker's receipt. What is not confirmed in a second is then gone. */
  readonly skipsReceipt?: boolean
}

/** So that many are in flight whenever a fault strikes. */
const holdMs = 200

/** Running totals of a run. */
export interface Flow {
  readonly received: number
  readonly inFlight: number
  /** Confirmed writes to the output. */
  readonly written: number
}

/** A pipeline by `sluice run` over the WebSocket transport: reads, decodes, marks, holds, encodes, writes. Nobody looks after it. */
export class RelayUnderFaults {
  readonly options: RelayOptions
  readonly #cli: CliProcess
  readonly #metricsPort: number

  private constructor(options: RelayOptions, cli: CliProcess, metricsPort: number) {
    this.options = options
    this.#cli = cli
    this.#metricsPort = metricsPort
  }

  /** Starts it; `flow` tells when it works. */
  static async start(folder: string, pulsar: RealPulsar, options: RelayOptions): Promise<RelayUnderFaults> {
    const file = join(folder, `${options.name}.sluice.json`)
    await writeFile(file, JSON.stringify(document(pulsar, options)))
    const [port] = (await freePorts(1)) as [number]
    const sabotage = `--import=${new URL('./skip-receipt.ts', import.meta.url).href}`
    const environment: Record<string, string> = options.skipsReceipt ? { NODE_OPTIONS: sabotage } : {}
    const cli = startCli(['run', file, '--metrics', String(port), '--report', 'json'], environment)
    await cli.sees('stderr', /Metrics are at/)
    return new RelayUnderFaults(options, cli, port)
  }

  async flow(): Promise<Flow> {
    const response = await fetch(`http://127.0.0.1:${this.#metricsPort}/metrics`)
    const text = await response.text()
    const read = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0)
    return {
      received: read(/^sluice_ledger_total\{.*end="received"\} (\d+)/m),
      inFlight: read(/^sluice_in_flight\{.*\} (\d+)/m),
      written: read(/^sluice_topic_writes_total\{.*\} (\d+)/m),
    }
  }

  /** Drains it. Throws when it ended before, or with another code than 0. */
  async stop(): Promise<RunReport> {
    this.#cli.child.kill('SIGTERM')
    const { code, signal, stdout, stderr } = await this.#cli.ended
    if (code !== 0) throw new Error(`The relay ended with ${code ?? signal}. ${stderr.slice(-2000)}`)
    return runReportSchema.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1)!))
  }

  async kill(): Promise<void> {
    this.#cli.child.kill('SIGKILL')
    await this.#cli.ended
  }
}

function document({ serviceUrl, webServiceUrl }: RealPulsar, options: RelayOptions): object {
  const consumer = { consumerType: options.subscriptionType, subscriptionInitialPosition: 'Earliest' }
  const producer = options.skipsReceipt ? { sendTimeoutMillis: 1_000 } : {}
  return {
    format: 'sluice/1',
    id: options.name,
    name: options.name,
    connections: { main: { type: 'pulsar', serviceUrl, webServiceUrl, transport: 'websocket' } },
    nodes: [
      {
        id: 'read',
        operator: 'pulsar-source',
        config: { connection: 'main', topics: [options.input], subscriptionName: options.name, consumer },
      },
      { id: 'parse', operator: 'deserialize', config: { serde: 'json' } },
      { id: 'mark', operator: 'map', config: { fields: [{ field: 'relayed', expression: 'true' }] } },
      { id: 'hold', operator: 'delay', config: { durationMs: holdMs } },
      { id: 'encode', operator: 'serialize', config: { serde: 'json' } },
      { id: 'write', operator: 'pulsar-sink', config: { connection: 'main', topic: options.output, producer } },
    ],
    edges: [
      { from: 'read.out', to: 'parse.in' },
      { from: 'parse.out', to: 'mark.in' },
      { from: 'mark.out', to: 'hold.in' },
      { from: 'hold.out', to: 'encode.in' },
      { from: 'encode.out', to: 'write.in' },
    ],
  }
}
