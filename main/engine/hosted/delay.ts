import { fail } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import type { ConfigOf } from '../../../shared/operators/define.ts'
import type { spec } from '../../../shared/operators/delay.ts'
import { describeValue } from '../../../shared/operators/lib/expression-failures.ts'
import type { HostedPorts, HostedTransformRun } from './contract.ts'
import { HeldMessages } from './held-messages.ts'

export const run: HostedTransformRun<typeof spec> = (config, ports) => {
  const held = new HeldMessages(ports)
  const dueOf = dueBy[config.mode](config, ports)
  return {
    onMessage(message, emit) {
      const due = dueOf(message)
      const wait = due - ports.now()
      if (wait > config.longestMs) throw tooLong(wait, config.longestMs)
      return held.pass(message, due, message.key ?? undefined, emit)
    },
    close: () => held.close(),
  }
}

type Config = ConfigOf<typeof spec>
/** When a message is due, in epoch milliseconds. */
type DueBy = (config: Config, ports: HostedPorts) => (message: Message) => number

const dueBy: Readonly<Record<Config['mode'], DueBy>> = {
  duration:
    ({ durationMs }, ports) =>
    () =>
      ports.now() + durationMs,
  'event-time': () => (message) => {
    if (message.eventTime !== null) return message.eventTime
    throw fail(
      'SLUICE-MESSAGE-TIME',
      'The message has no event time to wait for. Set it by a Set message step before, or wait by an expression.',
    )
  },
  until: ({ until }, ports) => {
    const program = ports.compile(until)
    return (message) => {
      const due = program.evaluate(message)
      if (typeof due === 'number' && Number.isFinite(due) && due >= 0) return due
      throw fail(
        'SLUICE-MESSAGE-TIME',
        `\`until\` must be milliseconds since 1970; \`${until}\` gave ${describeValue(due)}.`,
      )
    }
  },
}

function tooLong(waitMs: number, longestMs: number) {
  return fail(
    'SLUICE-MESSAGE-TIME',
    `The message would wait ${Math.round(waitMs / 1_000)} s, and at most ${longestMs / 1_000} s are allowed. ` +
      'Correct its time, allow more, or let the broker hold it (Set message, delay).',
  )
}
