import * as z from 'zod'
import { defineSpec, type ExampleMessage } from '../../../shared/operators/define.ts'
import type { SinkRun, SourceMessage, SourceRun } from '../hosted/contract.ts'
import { messageOf } from './example-message.ts'

/** Hands out the messages of its config, then is exhausted. */
export const feedSpec = defineSpec({
  id: 'test-feed',
  kind: 'source',
  group: 'Sources',
  title: 'Feed',
  summary: 'Hands out the messages it was given.',
  docs: '',
  icon: 'circle',
  config: z.object({ messages: z.array(z.custom<ExampleMessage>()) }),
  inputs: [],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  summarise: () => 'feeds',
  examples: [],
})

export const feedRun: SourceRun<typeof feedSpec> = (config, ports) => {
  let next = 0
  const take = (max: number): SourceMessage[] => {
    const batch = config.messages.slice(next, next + max)
    return batch.map((example) => ({ message: messageOf(example, ports.nodeId, next), id: next++ }))
  }
  return {
    open: async () => {},
    pull: async (max) => (next < config.messages.length ? take(max) : null),
    wake: () => {},
    ack: async () => {},
    nack: () => {},
    close: async () => {},
  }
}

/** Takes everything; what arrived is read through `outputs`. */
export const collectSpec = defineSpec({
  id: 'test-collect',
  kind: 'sink',
  group: 'Sinks',
  title: 'Collect',
  summary: 'Takes everything.',
  docs: '',
  icon: 'circle',
  config: z.object({}),
  inputs: ['in'],
  outputs: [],
  errors: false,
  cardinality: 'none',
  summarise: () => 'collects',
  examples: [],
})

export const collectRun: SinkRun<typeof collectSpec> = () => ({
  open: async () => {},
  onMessage: () => {},
  maxPending: 1,
  flush: async () => {},
  close: async () => {},
})
