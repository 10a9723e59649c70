import { createMessage, createOrigin } from '../../../shared/message.ts'
import type { spec } from '../../../shared/operators/generator.ts'
import { stringifyJson } from '../../../shared/operators/lib/json.ts'
import { customGenerator } from '../../../shared/operators/lib/samples/custom.ts'
import { templateGenerator } from '../../../shared/operators/lib/samples/generate.ts'
import type { SourceMessage, SourceRun } from './contract.ts'
import { createPace } from './pace.ts'

/** Made at once, at most: enough to keep the engine busy, little enough to stop quickly. */
const batchSize = 256

/** Makes messages from a template until the count is reached. Nothing is acknowledged: a message given back is gone. */
export const run: SourceRun<typeof spec> = (config, ports) => {
  const generate =
    config.template === 'custom' ? customGenerator(config.body, config) : templateGenerator(config.template, config)
  const total = config.endless ? Number.POSITIVE_INFINITY : config.count
  const pace = createPace(config.rate, ports)
  let made = 0

  function make(): SourceMessage {
    const index = made++
    const { value, key, properties, eventTime } = generate(index)
    const bytes = config.format === 'json-bytes' ? ports.text.encode(stringifyJson(value)) : null
    const origin = createOrigin(ports.nodeId, String(index), { publishTime: eventTime, size: bytes?.length ?? 0 })
    return { message: createMessage(bytes ?? value, origin, { key, properties, eventTime }), id: index }
  }

  return {
    sampleData: config.sampleData,
    open: async () => {},
    async pull(max) {
      if (made >= total) return null
      const allowed = await pace.allow(Math.min(max, batchSize, total - made))
      return Array.from({ length: allowed }, make)
    },
    wake: () => pace.wake(),
    ack: async () => {},
    nack: () => {},
    close: async () => pace.wake(),
  }
}
