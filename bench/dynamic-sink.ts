import { setTimeout as sleep } from 'node:timers/promises'
import { fail } from '../shared/ipc/failure.ts'
import { runDynamicSink, topicName } from './dynamic-sink/run.ts'
import { type Obstacle, TopicBroker } from './dynamic-sink/topic-broker.ts'
import { median, printTable, type Row, spread } from './lib/table.ts'

/**
 * What a dynamic sink promises, each figure beside its bound: ten thousand topics through a hundred producers, and a topic that cannot
 * be written beside 99 that can. `npm run bench:dynamic-sink [rounds]`; exit code 1 when a bound is broken.
 */
const rounds = Number(process.argv[2] ?? 15)

const manyTopics = 10_000
const perTopic = 20
const maxProducers = 100
/** Of the heap, from the first time all topics were written to the last. */
const growthMib = 2

async function writeManyTopics(): Promise<Row[]> {
  const broker = new TopicBroker()
  const heaps: number[] = []
  const began = performance.now()
  const atRound = () => heaps.push(heapNow())
  const { delivered } = await runDynamicSink({
    broker,
    topics: manyTopics,
    each: perTopic,
    config: { maxProducers },
    atRound,
  })
  const seconds = (performance.now() - began) / 1_000
  const counts = Array.from({ length: manyTopics }, (_, index) => broker.written.get(topicName(index)) ?? 0)
  const complete = counts.filter((count) => count === perTopic).length
  const [first, last] = [heaps[0] as number, heaps.at(-1) as number]
  console.log(
    `${manyTopics} topics, ${perTopic} messages each, in turn: ${Math.round(delivered / seconds)} messages a second\n`,
  )
  return [
    {
      what: 'topics with all their messages, once, in order, as sent',
      figure: `${complete} of ${manyTopics}, ${broker.wrong} wrong, ${broker.total} messages`,
      bound: 'all, 0 wrong',
      holds: complete === manyTopics && broker.wrong === 0 && broker.total === delivered,
    },
    {
      what: 'producers open at once, as the broker saw them',
      figure: String(broker.mostProducers),
      bound: `≤ ${maxProducers}`,
      holds: broker.mostProducers <= maxProducers,
    },
    {
      what: `heap after 1 → ${perTopic} times all topics`,
      figure: `${mib(first)} → ${mib(last)} MiB`,
      bound: `+ ${growthMib} MiB at most`,
      holds: (last - first) / 2 ** 20 <= growthMib,
    },
  ]
}

function heapNow(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1)

const topics = 100
const each = 2_000
const sick = topicName(topics - 1)
const leastRate = 0.95

/**
 * Processor time of this thread until all other topics had all of their messages, in microseconds. `runDynamicSink` never rests, so time
 * spent waiting is in it; what other processes take of the machine is not.
 */
async function timeOfOthers(obstacle?: Obstacle): Promise<number> {
  const broker = new OthersBroker(obstacle)
  const began = processorTime()
  const { received } = await runDynamicSink({ broker, topics, each, config: { giveUpMs: 500 } })
  if (received !== topics * each || broker.wrong > 0)
    throw new Error('Messages were lost, or came twice or out of order.')
  return (broker.othersDoneAt as number) - began
}

function processorTime(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

class OthersBroker extends TopicBroker {
  othersDoneAt: number | null = null
  private left = (topics - 1) * each

  override noted(topic: string): void {
    if (topic !== sick && --this.left === 0) this.othersDoneAt = processorTime()
  }
}

/** The two take turns at going first. */
async function compare(what: string, obstacle: Obstacle): Promise<Row> {
  const ratios: number[] = []
  for (let round = -3; round < rounds; round++) {
    const first = round % 2 === 0 ? await timeOfOthers() : 0
    const withSick = await timeOfOthers(obstacle)
    const without = first || (await timeOfOthers())
    if (round >= 0) ratios.push(without / withSick)
  }
  const figure = spread(ratios, 2)
  return { what, figure, bound: `≥ ${leastRate}`, holds: median(ratios) >= leastRate }
}

const refusal = Promise.resolve(fail('SLUICE-BROKER-REFUSED', 'The topic is not for you.'))
const refuses: Obstacle = (topic) => (topic === sick ? refusal : null)

const silence = fail('SLUICE-BROKER-AWAY', 'The broker did not answer in time.')
const hangs: Obstacle = (topic) => (topic === sick ? sleep(200, silence) : null)

const rows = [
  ...(await writeManyTopics()),
  await compare('rate of 99 topics beside one that the broker refuses', refuses),
  await compare('rate of 99 topics beside one that hangs and may come back', hangs),
]
printTable(rows)
process.exitCode = rows.every((row) => row.holds) ? 0 : 1
