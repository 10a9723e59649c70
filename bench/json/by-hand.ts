import type { Message } from '../../shared/message.ts'
import { compileCel } from '../../shared/operators/lib/cel.ts'
import { webTextCodec } from '../../shared/operators/lib/text-codec.ts'
import { batchSize, condition, fields, Orders, Output, type Written } from './orders.ts'

const ackGroupSize = 1_000

/**
 * The loop one would write instead: `JSON.parse` and `JSON.stringify`, the same CEL programs, ids acknowledged in groups. No
 * counters, no errors port, no latencies, no bounds; one spread, because the programs read a message.
 */
export async function run(count: number): Promise<Written> {
  const orders = new Orders(count)
  const output = new Output()
  const isLarge = compileCel(condition)
  const programs = fields.map(({ field, expression }) => ({ field, program: compileCel(expression) }))
  let group: unknown[] = []

  const push = (message: Message): void => {
    const order = JSON.parse(webTextCodec.decode(message.value as Uint8Array))
    const decoded = { ...message, value: order }
    if (isLarge.evaluate(decoded) !== true) return
    const changed = { ...order }
    for (const { field, program } of programs) changed[field] = program.evaluate(decoded)
    output.take(webTextCodec.encode(JSON.stringify(changed)))
  }

  for (let batch = await orders.pull(batchSize); batch !== null; batch = await orders.pull(batchSize)) {
    for (const { message, id } of batch) {
      push(message)
      group.push(id)
      if (group.length < ackGroupSize) continue
      await orders.ack(group)
      group = []
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  await orders.ack(group)
  return { acked: orders.acked, messages: output.messages, bytes: output.bytes }
}
