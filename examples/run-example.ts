import { readFileSync } from 'node:fs'
import { openEmbeddedBroker } from '../main/brokers/embedded/embedded-broker.ts'
import { startPipeline } from '../main/engine/kernel.ts'
import type { Broker, Delivery, EnginePorts } from '../main/engine/ports.ts'
import { liveClock } from '../main/engine/testing/live-clock.ts'
import { refusingWorld } from '../main/engine/testing/refusing-world.ts'
import { codecs } from '../main/world/codecs/codecs.ts'
import { parseDocument } from '../shared/graph/parse.ts'
import { prepareDocument } from '../shared/graph/prepare.ts'
import type { GraphDocument } from '../shared/graph/schema.ts'
import { webTextCodec } from '../shared/operators/lib/text-codec.ts'
import { operatorSpecs } from '../shared/operators/specs.ts'
import type { RunSnapshot } from '../shared/run/metrics.ts'

/** An example as it stands in its file. */
export function readExample(name: string): GraphDocument {
  const parsed = parseDocument(readFileSync(new URL(`${name}.sluice.json`, import.meta.url), 'utf8'))
  if (parsed.document === undefined) throw new Error(`${name} cannot be read: ${JSON.stringify(parsed.diagnostics)}`)
  return parsed.document
}

export interface ExampleRun {
  readonly snapshot: RunSnapshot
  /** What lies in a topic after the run. */
  readonly topic: (name: string) => Promise<readonly Delivery[]>
  close(): Promise<void>
}

/** Runs an example on a broker in memory until nothing has moved for a while, then drains it. */
export async function runExample(
  name: string,
  parameters: Readonly<Record<string, string>> = {},
  prepareBroker: (broker: Broker) => Promise<void> = async () => {},
): Promise<ExampleRun> {
  const prepared = prepareDocument(readExample(name), operatorSpecs, { set: parameters })
  if (prepared.document === null) throw new Error(`${name} has problems: ${JSON.stringify(prepared.diagnostics)}`)
  const broker = await openEmbeddedBroker({ clock: liveClock })
  await prepareBroker(broker)
  const pipeline = await startPipeline(prepared.document, portsOver(broker), { runId: 'example', seed: 1 })
  await untilIdle(() => pipeline.lastActivity())
  await pipeline.drain()
  return { snapshot: pipeline.snapshot(), topic: (topic) => contents(broker, topic), close: () => broker.close() }
}

function portsOver(broker: Broker): EnginePorts {
  const silent = { info: () => {}, warn: () => {}, error: () => {} }
  return {
    clock: liveClock,
    random: () => 0.5,
    text: webTextCodec,
    codecs,
    ...refusingWorld,
    log: silent,
    console: () => {},
    openBroker: async () => ({ broker, release: async () => {} }),
  }
}

async function untilIdle(lastActivity: () => number, idleMs = 400): Promise<void> {
  const started = Date.now()
  while (Date.now() - Math.max(lastActivity(), started) < idleMs) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function contents(broker: Broker, topic: string): Promise<readonly Delivery[]> {
  const reader = await broker.read({ topic, from: 'earliest' })
  const found: Delivery[] = []
  const { messages } = await broker.admin().topicStats(topic)
  while (found.length < (messages ?? 0)) found.push(...(await reader.pull(1_000)))
  await reader.close()
  return found
}
