import { describe, expect, inject, it } from 'vitest'
import type {} from '../../../testing/real-pulsar/shared-broker.ts'
import { freshTopic } from '../../engine/testing/broker-contract/scene.ts'
import { numbered, sendAll } from '../../engine/testing/broker-contract/traffic.ts'
import { startGraph } from '../../engine/testing/harness.ts'
import { liveClock } from '../../engine/testing/live-clock.ts'
import { silentLog } from '../testing/silent-log.ts'
import { openWebSocketBroker } from './websocket-broker.ts'

const realPulsar = inject('realPulsar')
/** So that the source looks every 0.3 s for new topics instead of every 30. */
const hastyClock = { ...liveClock, after: (ms: number, callback: () => void) => liveClock.after(ms / 100, callback) }

describe('topics by pattern on a real Pulsar', () => {
  it.skipIf('reason' in realPulsar)('are read, partitioned ones once, and whole when they appear later', async () => {
    if ('reason' in realPulsar) return
    const broker = openWebSocketBroker({ webServiceUrl: realPulsar.webServiceUrl, log: silentLog })
    const topic = freshTopic('pattern')
    const send = async (name: string, texts: readonly string[]) => sendAll(await broker.produce({ topic: name }), texts)
    await broker.admin().createTopic(`${topic}-old`, 2)
    const pattern = `${topic}-.*`
    const { pipeline, outputs } = await startGraph(
      {
        nodes: [
          { id: 'read', operator: 'pulsar-source', config: { topicsPattern: pattern, subscriptionName: 's' } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['read.out>end.in'],
        connections: { main: { type: 'embedded' } },
      },
      { broker, clock: hastyClock },
    )
    await send(`${topic}-old`, ['old'])
    await send(`${topic}-new`, numbered('new', 20))
    await send(`${topic}-new-s-DLQ`, ['dead'])
    const texts = () => outputs('end').map(({ value }) => new TextDecoder().decode(value as Uint8Array))
    await expect.poll(texts, { timeout: 20_000 }).toHaveLength(21)
    expect(texts().filter((text) => text !== 'old')).toEqual(numbered('new', 20))
    await pipeline.drain()
    await broker.close()
  })
})
