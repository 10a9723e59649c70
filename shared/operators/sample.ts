import * as z from 'zod'
import type { Message } from '../message.ts'
import { defineSpec, type OperatorPorts, type TransformRun } from './define.ts'
import { field } from './field.ts'
import { textHash } from './lib/text-hash.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'sample',
  kind: 'transform',
  group: 'Route',
  title: 'Sample',
  summary: 'Keeps a part of the messages.',
  docs: `Keeps a part of the messages; the others are counted as dropped(sample) and acknowledged. Three ways to choose:

- **Every n-th**: the first, then each n-th after it, in the order they come.
- **Percent of keys**: by a hash of the key. A key is always in or always out: in every run, on every machine, behind a restart. A higher
  percentage keeps all that a lower one kept, and two samples of the same percentage keep the same keys, so a second one after the
  first drops nothing more. Messages without a key are chosen by topic and message id, one by one; delivered again they end the same way.
- **First per interval**: the first few in each interval. An interval begins with the first message after the one before is over, so a
  pause costs nothing.

Nothing of it is kept over a restart: counting begins anew. To choose by content use **Filter**, to slow down without dropping **Throttle**.`,
  icon: 'pipette',
  config: z.strictObject({
    mode: z
      .enum(['every', 'percent', 'interval'])
      .default('every')
      .register(field, {
        title: 'Choose',
        description: 'How the messages that go on are chosen.',
        optionTitles: { every: 'Every n-th', percent: 'Percent of keys', interval: 'First per interval' },
      }),
    every: z.number().int().min(1).max(1_000_000_000).default(10).register(field, {
      title: 'Every',
      description: 'Used with every n-th: one message goes on of so many; 1 keeps all.',
      unit: 'messages',
    }),
    percent: z.number().min(0).max(100).default(10).register(field, {
      title: 'Percent',
      description: 'Used with percent of keys: how many of the keys go on; fractions such as 0.1 work.',
      unit: '%',
    }),
    count: z.number().int().min(1).max(1_000_000_000).default(1).register(field, {
      title: 'First',
      description: 'Used with first per interval: messages that go on in each interval.',
      unit: 'messages',
    }),
    intervalMs: z.number().int().min(1).max(86_400_000).default(1_000).register(field, {
      title: 'Interval',
      description: 'Used with first per interval: its length, up to a day.',
      unit: 'ms',
    }),
  }),
  inputs: ['in'],
  outputs: ['out'],
  errors: false,
  cardinality: 'optional',
  dropReason: 'sample',
  singleProcess: (config) =>
    config.mode === 'interval' ? 'Each process would keep its own first messages of an interval.' : null,
  summarise: (config) => {
    if (config.mode === 'percent') return `keeps ${config.percent} % of the keys`
    if (config.mode === 'every') return config.every === 1 ? 'keeps all' : `keeps 1 of ${config.every}`
    return `keeps the first ${config.count} of each ${config.intervalMs} ms`
  },
  examples: [
    {
      title: 'Every third',
      config: { every: 3 },
      input: [1, 2, 3, 4, 5].map((value) => ({ value })),
      output: { out: [{ value: 1 }, { value: 4 }] },
    },
    {
      title: 'Half of the customers, always the same',
      config: { mode: 'percent', percent: 50 },
      input: ['anna', 'ben', 'carla', 'david', 'anna', 'ben'].map((key) => ({ value: `order of ${key}`, key })),
      output: { out: [{ key: 'ben' }, { key: 'ben' }] },
    },
    { title: 'One a second', config: { mode: 'interval', count: 1, intervalMs: 1_000 } },
  ],
})

type Config = z.infer<typeof spec.config>

export const run: TransformRun<typeof spec> = (config, ports) => {
  const keeps = choosers[config.mode](config, ports)
  return {
    onMessage(message, emit) {
      if (keeps(message)) return emit('out', message)
    },
  }
}

type Chooser = (config: Config, ports: OperatorPorts) => (message: Message) => boolean

const choosers: Readonly<Record<Config['mode'], Chooser>> = {
  every: ({ every }) => {
    let seen = 0
    return () => seen++ % every === 0
  },
  percent: ({ percent }) => {
    const bound = percent / 100
    return ({ key, origin }) => textHash(key ?? `${origin.topic} ${origin.messageId}`) < bound
  },
  interval: ({ count, intervalMs }, ports) => {
    let endsAt = Number.NEGATIVE_INFINITY
    let left = 0
    return () => {
      const now = ports.now()
      if (now >= endsAt || now < endsAt - intervalMs) {
        endsAt = now + intervalMs
        left = count
      }
      return left-- > 0
    }
  },
}
