import type { RunTable } from '../../main/engine/engine.ts'
import type { SourceMessage } from '../../main/engine/hosted/contract.ts'
import { createMessage, createOrigin } from '../../shared/message.ts'
import { benchSink, benchSource, benchSpec, runBenchGraph } from '../lib/start.ts'

/**
 * Memory over a long run: new messages from eight topics, copied by a step, sent two ways, one end giving its receipts
 * later. Prints `{ first, last }`, in bytes after a full collection, as one line of JSON. `node --expose-gc flat.ts FIRST LAST`
 */
export interface Memory {
  readonly heap: number
  readonly resident: number
}

const [first, last] = process.argv.slice(2).map(Number) as [number, number]
const topics = Array.from({ length: 8 }, (_, partition) => `numbers-partition-${partition}`)

let next = 0
let settled = 0

const source = benchSource({
  async pull(max) {
    if (next >= last) return null
    return Array.from({ length: Math.min(max, last - next) }, newMessage)
  },
  async ack(ids) {
    settled += ids.length
  },
})

function newMessage(): SourceMessage {
  const id = next++
  const origin = createOrigin(topics[id % topics.length] as string, String(id), { size: 64 })
  return { message: createMessage({ id }, origin, { key: `key-${id % 100}` }), id }
}

function measure(): Memory {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
  return { heap: heapUsed + arrayBuffers, resident: rss }
}

let receipts: (() => void)[] = []
const giveReceipts = () => {
  const given = receipts
  receipts = []
  for (const give of given) give()
}

let atFirst: Memory | null = null
const specs = {
  source: benchSpec('source', 'source', 'one'),
  copy: benchSpec('copy', 'transform', 'one'),
  now: benchSpec('now', 'sink', 'none'),
  later: benchSpec('later', 'sink', 'none'),
}
const runs = {
  source: () => source,
  copy: () => ({
    onMessage: (message: { value: object }, emit: (port: string, message: object) => void) =>
      emit('out', { ...message, value: { ...message.value } }),
  }),
  now: () => benchSink(() => {}),
  later: () =>
    benchSink(() => {
      if (receipts.length === 0) setImmediate(giveReceipts)
      return new Promise((resolve) => receipts.push(resolve))
    }),
}
const nodes = Object.keys(specs).map((id) => ({ id, operator: id }))
const edges = ['source.out>copy.in', 'copy.out>now.in', 'copy.out>later.in']
await runBenchGraph({ specs, runs: runs as unknown as RunTable, nodes, edges }, () => {
  if (atFirst === null && settled >= first) atFirst = measure()
})
if (settled !== last) throw new Error(`${settled} of ${last} messages were acknowledged.`)
console.log(JSON.stringify({ first: atFirst, last: measure() }))
