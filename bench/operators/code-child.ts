import type { MessageParts } from '../../shared/message.ts'

/** The child one would write by hand: the same function as `code` runs, over batches posted to it. */
process.on('message', (batch: readonly MessageParts[]) => {
  process.send!(batch.map(({ value }) => ({ ...(value as object), net: (value as { total: number }).total / 1.19 })))
})
process.send!('ready')
