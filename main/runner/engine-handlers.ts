import type { Handlers } from '../../shared/ipc/contract.ts'
import type { engineContract } from '../../shared/ipc/engine-contract.ts'
import { borrowing } from './borrow.ts'
import { compileFilter } from './message-filter.ts'
import { produce } from './produce.ts'
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

      produce: (wanted, sink) => produce(borrow, wanted, sink),

      diagnose: (request, sink) => runner.diagnoses.start(request, { event: sink.event, end: sink.end }),

      log: (_params, sink) => runner.log.listen(sink.event),
    },
  }
}
