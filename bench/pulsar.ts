import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { nativeClient } from '../main/brokers/pulsar-native/native-client.ts'
import { openWebSocketBroker } from '../main/brokers/pulsar-websocket/websocket-broker.ts'
import { startRealPulsar } from '../testing/real-pulsar/real-pulsar.ts'
import { median, printTable, type Row, spread } from './lib/table.ts'
import { keepEverything, removeTopic } from './pulsar/admin.ts'
import { type Arm, byHand, engine } from './pulsar/arms.ts'
import { type CaseName, caseNames, type Job } from './pulsar/cases.ts'
import { writeInput } from './pulsar/input.ts'
import { expectedOf, judge } from './pulsar/judge.ts'

/**
 * Pulsar to Pulsar: `sluice run` beside a loop written by hand over the same transport, on one real broker, in turns. Ratios within
 * one run count; absolute figures serve to read them. `npm run bench:pulsar [-- ROUNDS COUNT]`; exit code 1 when a bound is broken.
 */
const rounds = Number(process.argv[2] ?? 7)
const count = Number(process.argv[3] ?? 40_000)
const input = 'bench-input'

interface Contestant {
  readonly name: string
  readonly arm: Arm
  readonly case: CaseName
  readonly transport: Job['transport']
}

const native = await nativeClient.verdict()
const contestants: readonly Contestant[] = [
  { name: 'relay by hand', arm: byHand, case: 'relay', transport: 'websocket' },
  { name: 'relay', arm: engine, case: 'relay', transport: 'websocket' },
  { name: 'json by hand', arm: byHand, case: 'json', transport: 'websocket' },
  { name: 'json', arm: engine, case: 'json', transport: 'websocket' },
  { name: 'fan by hand', arm: byHand, case: 'fan', transport: 'websocket' },
  { name: 'fan', arm: engine, case: 'fan', transport: 'websocket' },
  ...caseNames
    .filter(() => native.available)
    .map((name) => ({ name: `${name} native`, arm: engine, case: name, transport: 'native' }) as const),
]

const load = () =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')
console.log(`Load before: ${load()}`)
const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
const pulsar = await startRealPulsar()
const log = { info: () => {}, warn: console.warn, error: console.error }
const broker = openWebSocketBroker({ webServiceUrl: pulsar.webServiceUrl, log })
const rates = new Map(contestants.map(({ name }) => [name, [] as number[]]))

try {
  await keepEverything(pulsar.webServiceUrl)
  const perKey = await writeInput(broker, input, count)
  // The first round warms the broker up and is not kept. Every second one runs backwards, so that nobody always comes first.
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const rate = await run(contestant, round, perKey)
      if (round > 0) rates.get(contestant.name)!.push(rate)
    }
  }
} finally {
  await broker.close()
  await pulsar.kill()
  await pulsar.stop()
  await rm(folder, { recursive: true })
}

/** Messages a second. */
async function run(contestant: Contestant, round: number, perKey: readonly number[]): Promise<number> {
  const { name, arm, transport } = contestant
  const { serviceUrl, webServiceUrl } = pulsar
  const output = `${name.replaceAll(' ', '-')}-${round}`
  const job = {
    serviceUrl,
    webServiceUrl,
    transport,
    case: contestant.case,
    input,
    subscription: output,
    output,
    count,
  }
  const expected = expectedOf(job, perKey)
  await arm(job, folder)
  const rate = await judge(broker, job, expected)
  for (const topic of expected.keys()) await removeTopic(webServiceUrl, topic)
  return rate
}

/** Round by round. */
function ratios(name: string, other: string): readonly number[] {
  const others = rates.get(other)!
  return rates.get(name)!.map((rate, round) => rate / others[round]!)
}

function row(what: string, ratio: readonly number[], bound: number): Row {
  return { what, figure: `${spread(ratio, 2)}x`, bound: `≥ ${bound}x`, holds: median(ratio) >= bound }
}

console.log(
  `Load after: ${load()}\n${count} messages of 1 KB, thousands a second over the WebSocket API: median (min..max)`,
)
for (const [name, values] of rates) {
  const thousands = values.map((value) => value / 1_000)
  console.log(`  ${name.padEnd(14)} ${spread(thousands, 1)}`)
}
const rows = [
  row('relay, against the loop by hand', ratios('relay', 'relay by hand'), 0.9),
  row('JSON, against the loop by hand', ratios('json', 'json by hand'), 0.9),
  row('100 topics, against the loop by hand', ratios('fan', 'fan by hand'), 0.9),
]
printTable(rows)
// No bound: a loop by hand loses as much, because the broker gets a hundred times as many, smaller batches.
console.log(
  `100 topics against one: ${spread(ratios('fan', 'relay'), 2)}x, by hand ${spread(ratios('fan by hand', 'relay by hand'), 2)}x`,
)
if (!native.available) console.log(`Native client: skipped, ${native.reason}`)
process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1
