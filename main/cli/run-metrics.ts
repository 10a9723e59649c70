import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, Gauge, Registry } from 'prom-client'
import { fail, toFailure } from '../../shared/ipc/failure.ts'
import type { RunSnapshot } from '../../shared/run/metrics.ts'
import type { Logger } from '../engine/ports.ts'
import type { ListenAddress } from './option-values.ts'

/** Null before there is anything to count. */
type ReadSnapshot = () => RunSnapshot | null

/** Serves counters to Prometheus at `/metrics`, read anew for each scrape. Says where, also when the port was 0. */
export async function serveRunMetrics(
  snapshot: ReadSnapshot,
  { host, port }: ListenAddress,
  log: Logger,
): Promise<{ close(): void }> {
  const registry = createRunRegistry(snapshot)
  const server = createServer((request, response) => {
    if (request.url === '/metrics') void answerScrape(registry, response)
    else response.writeHead(404).end()
  })
  server.listen(port, host)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw fail(
      'SLUICE-PORT-UNUSABLE',
      `Metrics cannot be served at ${host}:${port} (${error.code}). Choose another port.`,
    )
  })
  log.info(`Metrics are at http://${host}:${(server.address() as AddressInfo).port}/metrics`)
  return {
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answerScrape(registry: Registry, response: ServerResponse): Promise<void> {
  try {
    const text = await registry.metrics()
    response.writeHead(200, { 'content-type': registry.contentType }).end(text)
  } catch (error) {
    response.writeHead(500).end(toFailure(error).message)
  }
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]

interface Series {
  readonly name: string
  readonly help: string
  readonly kind: 'counter' | 'gauge'
  readonly labels: readonly string[]
  read(snapshot: RunSnapshot): readonly Sample[]
}

/** One sample per node and entry of a table in its metrics. */
function perNode(
  pick: (metrics: RunSnapshot['nodes'][string]) => Readonly<Record<string, number>>,
  label: string,
): Series['read'] {
  return ({ nodes }) =>
    Object.entries(nodes).flatMap(([node, metrics]) =>
      Object.entries(pick(metrics)).map(([entry, value]): Sample => [{ node, [label]: entry }, value]),
    )
}

const allSeries: readonly Series[] = [
  {
    name: 'sluice_messages_received_total',
    help: 'Messages that reached a node.',
    kind: 'counter',
    labels: ['node'],
    read: ({ nodes }) => Object.entries(nodes).map(([node, metrics]) => [{ node }, metrics.in]),
  },
  {
    name: 'sluice_messages_sent_total',
    help: 'Messages that left a node, by port.',
    kind: 'counter',
    labels: ['node', 'port'],
    read: perNode((metrics) => metrics.out, 'port'),
  },
  {
    name: 'sluice_errors_total',
    help: 'Messages that failed in a node.',
    kind: 'counter',
    labels: ['node'],
    read: ({ nodes }) => Object.entries(nodes).map(([node, metrics]) => [{ node }, metrics.errors]),
  },
  {
    name: 'sluice_messages_dropped_total',
    help: 'Messages that ended in a node, by reason.',
    kind: 'counter',
    labels: ['node', 'reason'],
    read: perNode((metrics) => metrics.dropped, 'reason'),
  },
  {
    name: 'sluice_ledger_total',
    help: 'Source messages by how they ended.',
    kind: 'counter',
    labels: ['end'],
    read: ({ ledger: { inFlight: _, ...ends } }) => Object.entries(ends).map(([end, value]) => [{ end }, value]),
  },
  {
    name: 'sluice_in_flight',
    help: 'Source messages received and not yet settled.',
    kind: 'gauge',
    labels: [],
    read: ({ ledger }) => [[{}, ledger.inFlight]],
  },
  {
    name: 'sluice_topic_writes_total',
    help: 'Confirmed writes, by topic.',
    kind: 'counter',
    labels: ['topic'],
    read: ({ topics }) => Object.entries(topics).map(([topic, value]) => [{ topic }, value]),
  },
  {
    name: 'sluice_latency_milliseconds',
    help: 'From receipt by the source to the end of a node, by quantile.',
    kind: 'gauge',
    labels: ['node', 'quantile'],
    read: perNode(
      ({ p50Ms, p99Ms }) => ({ ...(p50Ms !== null && { '0.5': p50Ms }), ...(p99Ms !== null && { '0.99': p99Ms }) }),
      'quantile',
    ),
  },
]

/** A registry whose values are those of the snapshot at the time of the scrape. */
export function createRunRegistry(snapshot: ReadSnapshot): Registry {
  const registry = new Registry()
  for (const { name, help, kind, labels, read } of allSeries) {
    const Metric = kind === 'counter' ? Counter : Gauge
    new Metric({
      name,
      help,
      labelNames: ['pipeline', ...labels],
      registers: [registry],
      collect() {
        const now = snapshot()
        this.reset()
        if (now === null) return
        for (const [sample, value] of read(now)) this.inc({ pipeline: now.status.pipeline, ...sample }, value)
      },
    })
  }
  return registry
}
