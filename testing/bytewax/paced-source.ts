import * as z from 'zod'
import type { SourceMessage, SourceRun } from '../../main/engine/hosted/contract.ts'
import { createMessage, createOrigin } from '../../shared/message.ts'
import { defineSpec } from '../../shared/operators/define.ts'

/** Hands out values with keys at the pace it is told: a number waits so many milliseconds. */
export const pacedSpec = defineSpec({
  id: 'test-paced',
  kind: 'source',
  group: 'Sources',
  title: 'Paced',
  summary: 'Hands out values with keys at the pace it is told.',
  docs: '',
  icon: 'circle',
  config: z.object({ arrivals: z.array(z.union([z.number(), z.tuple([z.string(), z.unknown()])])) }),
  inputs: [],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  keys: () => 'all',
  summarise: () => 'paced',
  examples: [],
})

export const pacedRun: SourceRun<typeof pacedSpec> = ({ arrivals }, ports) => {
  let next = 0
  const messageAt = (index: number, key: string, value: unknown): SourceMessage => ({
    message: createMessage(value, createOrigin(ports.nodeId, String(index)), { key }),
    id: index,
  })
  return {
    open: async () => {},
    async pull() {
      const arrival = arrivals[next]
      if (arrival === undefined) return null
      const index = next++
      if (typeof arrival !== 'number') return [messageAt(index, ...arrival)]
      await new Promise<void>((resolve) => ports.after(arrival, resolve))
      return []
    },
    wake: () => {},
    ack: async () => {},
    nack: () => {},
    close: async () => {},
  }
}
