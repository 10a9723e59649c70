import { toFailure } from '../../shared/ipc/failure.ts'
import type { Message, Origin } from '../../shared/message.ts'
import { encodePayload } from '../../shared/operators/lib/serdes.ts'
import type { TextCodec } from '../../shared/operators/lib/text-codec.ts'
import { End } from './book.ts'
import type { RunContext } from './context.ts'
import type { Wait } from './credit.ts'
import type { Target } from './edge.ts'
import type { OutgoingMessage, Producer } from './ports.ts'
import { Writer, type WriterOwner } from './writer.ts'

const maxPending = 1_000

export interface DeadLettersOptions {
  readonly run: RunContext
  /** Writes a message to its dead-letter topic; resolves on the receipt. */
  readonly send: (message: Message) => Promise<void>
  /** Begins a sentence of the log: `Writing to the dead-letter topic …`. */
  readonly label: string
}

/**
 * Where messages are given up: behind an `errors` port without a wire when the node's `onError` is `dead-letter`, and behind a source
 * for what has come too often. Each is written and settled on the receipt. A write that fails is tried again for as long as it takes;
 * meanwhile the messages behind it wait, and so, in the end, does the pipeline. Nothing is dropped here.
 */
export class DeadLetters implements Target, WriterOwner {
  private readonly run: RunContext
  private readonly writer: Writer

  constructor({ run, send, label }: DeadLettersOptions) {
    this.run = run
    const sink = { onMessage: send, maxPending }
    this.writer = new Writer({ owner: this, sink, run, label, triesAgain: () => true })
  }

  receive(message: Message): Wait {
    return this.writer.write(message)
  }

  confirmed(message: Message): void {
    this.run.inFlight.end(message.origin, End.deadLettered)
  }

  refused(_message: Message, thrown: unknown): Wait {
    this.run.fail(toFailure(thrown))
  }

  holds(origin: Origin): boolean {
    return this.writer.holds(origin)
  }

  get isFull(): boolean {
    return this.writer.isFull
  }

  close(): void {
    this.writer.close()
  }
}

/** Writes to one topic; `written` is told of each receipt. */
export function deadLettersTo(
  producer: Producer,
  run: RunContext,
  { letterOf, written }: { letterOf: (message: Message) => OutgoingMessage; written: (topic: string) => void },
): DeadLetters {
  const send = async (message: Message): Promise<void> => {
    await producer.send(letterOf(message))
    written(producer.topic)
  }
  return new DeadLetters({ run, send, label: `Writing to the dead-letter topic ${producer.topic}` })
}

/** The payload byte for byte while it still is bytes, and everything about its failure as properties. */
export function deadLetterOf(message: Message, pipeline: string, text: TextCodec): OutgoingMessage {
  const { failure, origin } = message
  return {
    payload: encodePayload(message.value, text),
    key: message.key,
    orderingKey: message.orderingKey,
    eventTime: message.eventTime,
    sequenceId: null,
    deliverAt: null,
    properties: {
      ...message.properties,
      original_topic: origin.topic,
      original_message_id: origin.messageId,
      ...(message.key === null ? {} : { original_key: message.key }),
      publish_time: String(origin.publishTime),
      pipeline,
      step_id: failure?.nodeId ?? '',
      error_code: failure?.code ?? '',
      error: failure?.message ?? '',
      attempt: String(failure?.attempt ?? 1),
      failed_at: new Date(failure?.at ?? 0).toISOString(),
    },
  }
}
