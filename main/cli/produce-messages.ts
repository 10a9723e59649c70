import type { TemplateName } from '../../shared/operators/lib/samples/template-names.ts'
import type { Producer } from '../engine/ports.ts'
import { samples } from '../runner/messages-to-produce.ts'
import { writeSeries } from '../runner/write-series.ts'
import { withBroker } from './broker-choice.ts'
import type { BrokerChoice } from './broker-options.ts'
import { type ProgressLine, progressLine } from './progress-line.ts'
import { onStopRequest } from './stop-requests.ts'

export interface ProduceOptions extends BrokerChoice {
  readonly template: TemplateName
  readonly count: number
  /** Messages a second. */
  readonly rate?: number
}

/** Writes sample messages, shows how far it is, and says how many were confirmed. A signal ends it after what is under way. */
export async function produceMessages(topic: string, options: ProduceOptions): Promise<void> {
  const startedAt = Date.now()
  const progress = progressLine()
  const { sent, name } = await withBroker(options, async (broker) => {
    const producer = await broker.produce({ topic })
    try {
      return { sent: await sendAll(producer, options, progress), name: producer.topic }
    } finally {
      progress.clear()
      await producer.close()
    }
  })
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`${sent.toLocaleString('en-US')} messages written to ${name} in ${seconds} s.\n`)
}

/** Resolves with the number of confirmed messages; rejects with the first that was refused. */
function sendAll(producer: Producer, options: ProduceOptions, progress: ProgressLine): Promise<number> {
  const { template, count, rate = 0 } = options
  const writer = writeSeries(producer, samples(template, count), {
    rate,
    onWritten: (written) => progress.show(written, count),
  })
  onStopRequest((request) => {
    if (request > 1) process.exit(1)
    writer.stop()
  })
  return writer.written
}
