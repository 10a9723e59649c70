import type { Message } from '../../shared/message.ts'
import type { Broker, ReadPosition } from '../engine/ports.ts'
import { compileFilter, type MessageFilter } from '../runner/message-filter.ts'
import { messageOf, toTapRow } from '../runner/tap-row.ts'
import { withBroker } from './broker-choice.ts'
import type { BrokerChoice } from './broker-options.ts'
import { badUsage } from './command-end.ts'
import { onStopRequest } from './stop-requests.ts'

export interface TailCommandOptions extends BrokerChoice {
  readonly from: string
  readonly filter?: string
  readonly count?: number
}

/** Prints every message from a position on, in order and whole, until the count is reached or a signal comes. */
export async function tailTopic(topic: string, options: TailCommandOptions): Promise<void> {
  const from = readPosition(options.from)
  const filter = compileFilter(options.filter)
  await withBroker(options, (broker) => follow(broker, topic, { from, filter, count: options.count ?? Infinity }))
}

interface Following {
  readonly from: ReadPosition
  readonly filter: MessageFilter | null
  readonly count: number
}

async function follow(broker: Broker, topic: string, { from, filter, count }: Following): Promise<void> {
  const reader = await broker.read({ topic, from })
  let shown = 0
  let open = true
  onStopRequest(() => {
    open = false
    void reader.close()
  })
  while (open && shown < count) {
    for (const delivery of await reader.pull(500)) {
      const message = messageOf(delivery)
      if (!open || shown >= count || !holds(filter, message)) continue
      shown += 1
      await print(JSON.stringify(toTapRow(message, shown, Date.now(), Infinity)))
    }
  }
  await reader.close()
}

/** A message the filter cannot be applied to is not shown. */
function holds(filter: MessageFilter | null, message: Message): boolean {
  try {
    return filter === null || filter(message)
  } catch {
    return false
  }
}

/** Resolves when the line has been taken, or when nobody takes it any more. */
function print(line: string): Promise<void> {
  return new Promise((resolve) => void process.stdout.write(`${line}\n`, () => resolve()))
}

/** A date with or without a time; everything else that is no end is a message id. */
const timePattern = /^\d{4}-\d{2}-\d{2}(T|$)/

function readPosition(text: string): ReadPosition {
  if (text === 'earliest' || text === 'latest') return text
  if (!timePattern.test(text)) return { messageId: text }
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw badUsage(`"${text}" is no time. Write it as 2026-01-31T12:00:00Z.`)
  return { time }
}
