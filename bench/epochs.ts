import { measurePaired } from './lib/candidates.ts'
import { median, printTable, spread } from './lib/table.ts'

/**
 * What it costs that state survives: the same stateful pipeline with epochs in a file and with its state in memory, as the ratio of
 * processor time within each round. `node --expose-gc bench/epochs.ts [rounds]`; exit code 1 when the bound is broken.
 */
const rounds = Number(process.argv[2] ?? 9)
const messages = 200_000
const boundPercent = 10

const candidate = (name: string) => ({
  name,
  module: new URL(`./epochs/${name}.ts`, import.meta.url),
  count: messages,
  expected: { acked: messages, written: messages },
})

const measured = await measurePaired([candidate('with-epochs'), candidate('without-epochs')], rounds)
for (const [name, ns] of measured) console.log(`  ${name.padEnd(16)} ${spread(ns, 0)} ns per message`)

const without = measured.get('without-epochs') ?? []
const costs = (measured.get('with-epochs') ?? []).map((ns, round) => (ns / (without[round] as number) - 1) * 100)
const holds = median(costs) <= boundPercent
printTable([
  {
    what: 'epochs: processor time more than without',
    figure: `${spread(costs, 1)} %`,
    bound: `≤ ${boundPercent} %`,
    holds,
  },
])
process.exitCode = holds ? 0 : 1
