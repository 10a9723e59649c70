import { Buffer } from 'node:buffer'
import type { Handlers } from '../../shared/ipc/contract.ts'
import type { engineContract } from '../../shared/ipc/engine-contract.ts'
import type { Broker } from '../engine/ports.ts'
import { borrowing } from './borrow.ts'
import { compileFilter } from './message-filter.ts'
import { produceMany } from './produce-many.ts'
import type { Runner } from './runner.ts'
import { topicHandlers } from './topic-handlers.ts'

/** The runner, as the engine contract offers it over a border. */
export function engineHandlers(runner: Runner): Handlers<typeof engineContract> {
  const borrow = borrowing((connection) => runner.lease(connection))

  return {
    calls: {
      start: async ({ document, parameters }) => {
        const run = runner.start(document, parameters)
        await run.running
        return run.status()
      },
      drain: ({ runId }) => runner.run(runId).drain(),
      stop: ({ runId }) => runner.run(runId).stop(),
      runs: () => runner.runs.map((run) => run.status()),
      snapshot: ({ runId }) => runner.run(runId).snapshot(),
      produce: ({ connection, ...message }) => borrow(connection, (broker) => produceOne(broker, message)),
      ...topicHandlers(borrow),
    },

    streams: {
      watch: ({ runId }, sink) => runner.run(runId).watch({ snapshot: sink.event, end: sink.end }),

      tap: ({ runId, edge, filter, maxRowsPerSecond }, sink) =>
        runner
          .run(runId)
          .tap(edge, { filter: compileFilter(filter), maxRowsPerSecond }, { batch: sink.event, end: sink.end }),

      tail: ({ connection, topic, from, filter, maxRowsPerSecond }, sink) =>
        runner.tails.open(
          connection,
          { topic, from, filter: compileFilter(filter), maxRowsPerSecond },
          { batch: sink.event, end: sink.end },
        ),

      produceMany: (wanted, sink) => produceMany(borrow, wanted, sink),

      diagnose: (request, sink) => runner.diagnoses.start(request, { event: sink.event, end: sink.end }),

      log: (_params, sink) => runner.log.listen(sink.event),
    },
  }
}

interface OneMessage {
  readonly topic: string
  readonly payload: { readonly form: 'text' | 'base64'; readonly text: string }
  readonly key: string | null
  readonly properties: Readonly<Record<string, string>>
}

async function produceOne(broker: Broker, message: OneMessage): Promise<{ messageId: string }> {
  const { topic, payload, key, properties } = message
  const producer = await broker.produce({ topic })
  try {
    const bytes = Buffer.from(payload.text, payload.form === 'text' ? 'utf8' : 'base64')
    const rest = { orderingKey: null, eventTime: null, sequenceId: null, deliverAt: null }
    return { messageId: await producer.send({ payload: bytes, key, properties, ...rest }) }
  } finally {
    await producer.close()
  }
}
