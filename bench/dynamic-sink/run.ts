import { createEngine, type OperatorTable, type RunTable } from '../../main/engine/engine.ts'
import type { SourceInstance, SourceMessage } from '../../main/engine/hosted/contract.ts'
import { runs } from '../../main/engine/runs.ts'
import { documentSchema } from '../../shared/graph/schema.ts'
import { createMessage, createOrigin } from '../../shared/message.ts'
import { compileCel } from '../../shared/operators/lib/cel.ts'
import { compileTemplate } from '../../shared/operators/lib/template.ts'
import { operatorSpecs } from '../../shared/operators/specs.ts'
import { benchPorts } from '../lib/ports.ts'
import { benchSink, benchSource, benchSpec } from '../lib/start.ts'
import { payloadOf, type TopicBroker } from './topic-broker.ts'

const language = { compile: compileCel, template: compileTemplate }
const batchSize = 1_024

export interface DynamicSinkRun {
  readonly broker: TopicBroker
  readonly topics: number
  /** Messages of each topic. They take turns: one of each, then the next of each. */
  readonly each: number
  readonly config?: object
  /** Called while nothing is under way, after so many messages of each topic have been written. */
  readonly atRound?: (round: number) => void
}

export interface Ended {
  readonly received: number
  readonly delivered: number
  /** Messages that left by `errors`. */
  readonly refused: number
}

export const topicName = (index: number) => `topic-${index}`

/** A source of messages that ask for their topic, the dynamic sink, and an end behind its `errors`. */
export async function runDynamicSink(run: DynamicSinkRun): Promise<Ended> {
  const ended = { refused: 0 }
  const end = benchSink(() => void ended.refused++)
  const table = { ...runs, feed: () => feedOf(run), end: () => end } as RunTable
  const document = documentSchema.parse(drawingOf(run.config ?? {}))
  const ports = { ...benchPorts, log: quiet, openBroker: async () => ({ broker: run.broker.broker, release }) }
  const pipeline = await createEngine(specs, table, language)(document, ports, { runId: 'bench', seed: 1 })
  while (pipeline.failure === null && !pipeline.isExhausted()) await benchPorts.clock.yield()
  await pipeline.drain()
  if (pipeline.failure !== null) throw new Error(pipeline.failure.message)
  const { received, delivered } = pipeline.snapshot().ledger
  return { received, delivered: delivered - ended.refused, refused: ended.refused }
}

const release = async () => {}
const quiet = { info: () => {}, warn: () => {}, error: console.error }

const specs: OperatorTable = {
  ...operatorSpecs,
  feed: benchSpec('feed', 'source', 'one'),
  end: benchSpec('end', 'sink', 'none'),
}

function drawingOf(config: object) {
  return {
    format: 'sluice/1',
    id: 'bench',
    name: 'Bench',
    connections: { main: { type: 'embedded' } },
    nodes: [
      { id: 'feed', operator: 'feed' },
      { id: 'write', operator: 'pulsar-dynamic-sink', config },
      { id: 'end', operator: 'end' },
    ],
    edges: [
      { from: 'feed.out', to: 'write.in' },
      { from: 'write.errors', to: 'end.in' },
    ],
  }
}

function feedOf({ topics, each, broker, atRound }: DynamicSinkRun): SourceInstance {
  let next = 0
  const makeMessage = (): SourceMessage => {
    const id = next++
    const topic = topicName(id % topics)
    const payload = payloadOf(topic, Math.floor(id / topics))
    const origin = createOrigin('feed', String(id), { size: payload.length })
    return { message: createMessage(payload, origin, { topic }), id }
  }
  return benchSource({
    ack: async () => {},
    async pull(max) {
      if (atRound !== undefined && next > 0 && next % topics === 0) {
        while (broker.total < next) await benchPorts.clock.yield()
        atRound(next / topics)
      }
      if (next === topics * each) return null
      return Array.from({ length: Math.min(max, batchSize, topics - (next % topics)) }, makeMessage)
    },
  })
}
