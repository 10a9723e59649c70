import * as z from 'zod'
import { type Failure, fail } from '../ipc/failure.ts'
import type { Message } from '../message.ts'
import { defineSpec, type TransformRun } from './define.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'error-message',
  kind: 'transform',
  group: 'Shape',
  title: 'Error message',
  summary: 'Turns an error into a message to be kept.',
  docs: `Takes what comes from an \`errors\` port and makes a message of it that a sink can write: the payload as it was, and what happened
as properties \`error\`, \`error_code\`, \`failed_at\` (ISO time), \`step_id\`, \`original_topic\`, \`original_message_id\`, \`attempt\`.

Behind it a **Pulsar sink** makes an error topic, as the connector's error stream does.`,
  icon: 'mail-warning',
  config: z.strictObject({}),
  inputs: ['in'],
  outputs: ['out'],
  errors: false,
  cardinality: 'one',
  summarise: () => 'error to message',
  examples: [{ title: 'An error stream', config: {} }],
})

export const run: TransformRun<typeof spec> = (_config, ports) => ({
  onMessage(message, emit) {
    const { failure } = message
    if (failure === null) {
      throw fail('SLUICE-ERROR-MESSAGE-INPUT', 'This step takes messages from `errors` ports only; wire one to it.')
    }
    const properties = { ...message.properties, ...errorProperties(failure, message, ports.now()) }
    return emit('out', { ...message, properties, topic: null, failure: null })
  },
})

function errorProperties(failure: Failure, message: Message, now: number): Record<string, string> {
  return {
    error: failure.message,
    error_code: failure.code,
    failed_at: new Date(failure.at ?? now).toISOString(),
    step_id: failure.nodeId ?? '',
    original_topic: message.origin.topic,
    original_message_id: message.origin.messageId,
    attempt: String(failure.attempt ?? 1),
  }
}
