import type { spec } from '../../../shared/operators/throttle.ts'
import type { HostedTransformRun } from './contract.ts'
import { HeldMessages } from './held-messages.ts'
import { TokenBuckets } from './token-buckets.ts'

/** Gives each message its token when it comes, and holds it until the token is there. */
export const run: HostedTransformRun<typeof spec> = (config, ports) => {
  // Timers are no finer than a millisecond, so what belongs to one may as well leave together.
  const burst = Math.max(config.burst, config.rate / 1_000)
  const buckets = new TokenBuckets(config.rate, burst, ports.now())
  const held = new HeldMessages(ports)
  const byKey = config.per === 'key'
  return {
    onMessage(message, emit) {
      const bucket = byKey ? message.key : null
      return held.pass(message, buckets.take(bucket, ports.now()), bucket, emit)
    },
    close: () => held.close(),
  }
}
