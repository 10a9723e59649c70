import type { StreamSink } from '../../shared/ipc/contract.ts'
import { toFailure } from '../../shared/ipc/failure.ts'
import type { ProduceProgress, ToProduce } from '../../shared/ipc/produce-schemas.ts'
import type { Broker } from '../engine/ports.ts'
import type { Borrow } from './borrow.ts'
import { seriesOf } from './messages-to-produce.ts'
import { type SeriesWriter, writeSeries } from './write-series.ts'

/** Milliseconds between two reports of how far it is. */
const reportInterval = 200

export interface ToWrite {
  readonly connection: unknown
  readonly topic: string
  readonly what: ToProduce
  readonly rate: number
}

/**
 * Writes messages and tells how far it is; ends the stream when all are written, or with the first failure. The result stops
 * it after what is under way.
 */
export function produce(borrow: Borrow, wanted: ToWrite, sink: StreamSink<ProduceProgress>): () => void {
  let stopped = false
  let writer: SeriesWriter | null = null
  const started = (begun: SeriesWriter) => {
    writer = begun
    if (stopped) begun.stop()
  }
  const report = (progress: ProduceProgress) => {
    if (!stopped) sink.event(progress)
  }
  borrow(wanted.connection, (broker) => write(broker, wanted, started, report)).then(
    () => sink.end(),
    (error: unknown) => sink.end(toFailure(error)),
  )
  return () => {
    stopped = true
    writer?.stop()
  }
}

async function write(
  broker: Broker,
  { topic, what, rate }: ToWrite,
  started: (writer: SeriesWriter) => void,
  report: (progress: ProduceProgress) => void,
): Promise<void> {
  const series = seriesOf(what, broker)
  const producer = await broker.produce({ topic })
  const total = series.count
  let last = { written: 0, messageId: null as string | null }
  let reportedAt = 0
  const onWritten = (written: number, messageId: string) => {
    last = { written, messageId }
    if (Date.now() - reportedAt < reportInterval) return
    reportedAt = Date.now()
    report({ topic: producer.topic, total, ...last, done: false })
  }
  try {
    const writer = writeSeries(producer, series, { rate, onWritten })
    started(writer)
    await writer.written
    report({ topic: producer.topic, total, ...last, done: true })
  } finally {
    await producer.close()
  }
}
