import type { EnginePorts } from '../../main/engine/ports.ts'
import { refusingWorld } from '../../main/engine/testing/refusing-world.ts'
import { codecs } from '../../main/world/codecs/codecs.ts'
import { webTextCodec } from '../../shared/operators/lib/text-codec.ts'

/** The machine's clock and nothing else: no broker, no output. */
export const benchPorts: EnginePorts = {
  clock: {
    now: Date.now,
    after(ms, callback) {
      const timer = setTimeout(callback, ms)
      return () => clearTimeout(timer)
    },
    yield: () => new Promise((resolve) => setImmediate(resolve)),
  },
  random: Math.random,
  text: webTextCodec,
  codecs,
  ...refusingWorld,
  log: { info: () => {}, warn: console.error, error: console.error },
  console: () => {},
  openBroker: async () => {
    throw new Error('The benchmark has no broker.')
  },
}
