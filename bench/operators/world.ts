import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Broker, Delivery, EnginePorts, FilePort, OutgoingMessage } from '../../main/engine/ports.ts'
import { createScriptedBroker } from '../../main/engine/testing/scripted-broker.ts'
import { createFiles } from '../../main/world/files.ts'
import { createScriptHost } from '../../main/world/scripts/script-host.ts'
import { benchPorts } from '../lib/ports.ts'
import { batchSize } from './feed.ts'
import { deliveries, rows, table } from './orders.ts'
import { Out } from './out.ts'

/** What both candidates find around them, made anew for each run. */
export interface World {
  readonly ports: EnginePorts
  readonly out: Out
  readonly count: number
  /** What stands in files counts as left. */
  close(): Promise<void>
}

export const brokerNames = { input: 'orders', output: 'checked-orders' }

export function createWorld({ count, digestEvery }: { count: number; digestEvery: number }): World {
  const out = new Out(digestEvery)
  const scripts = createScriptHost()
  const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const broker = createBroker(out, count)
  return {
    out,
    count,
    ports: {
      ...benchPorts,
      scripts,
      files: { ...createFiles([directory]), open: (path) => openInMemory(path, count) },
      console: (line) => out.take(line),
      openBroker: async () => ({ broker, release: async () => {} }),
    },
    async close() {
      await scripts.close()
      for (const name of readdirSync(directory)) out.take(readFileSync(join(directory, name), 'utf8'))
      rmSync(directory, { recursive: true })
    },
  }
}

/** A broker that costs as little as one can: it hands out `count` messages and confirms at once. */
function createBroker(out: Out, count: number): Broker {
  return {
    ...createScriptedBroker(),
    async subscribe() {
      let handedOut = 0
      let wake = () => {}
      return {
        async pull(max) {
          if (handedOut === count) await new Promise<void>((resolve) => (wake = resolve))
          const start = handedOut % deliveries.length
          const size = Math.min(max, count - handedOut, deliveries.length - start)
          handedOut += size
          return deliveries.slice(start, start + size) as Delivery[]
        },
        ack: async () => {},
        nack: () => {},
        add: async () => {},
        close: async () => wake(),
      }
    },
    produce: async ({ topic }) => ({
      topic,
      send(message: OutgoingMessage) {
        out.take(message)
        return Promise.resolve('1:0')
      },
      flush: async () => {},
      close: async () => {},
    }),
  }
}

/** `table.ndjson` is what is looked up in; every other file has `count` rows. */
async function openInMemory(path: string, count: number): ReturnType<FilePort['open']> {
  const isTable = path === 'table.ndjson'
  const content = isTable ? table : rows
  let left = isTable ? content.length : (content.length / batchSize) * count
  let at = 0
  return {
    async read(max) {
      if (left === 0) return null
      const part = content.subarray(at, at + Math.min(max, left))
      at = (at + part.length) % content.length
      left -= part.length
      return part
    },
    close: async () => {},
  }
}
