import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expectedCounts } from './branching/shape.ts'
import { type CandidateOptions, type Measured, measurePaired } from './lib/candidates.ts'
import { median, printTable, type Row, spread } from './lib/table.ts'
import type { Memory } from './memory/flat.ts'

/**
 * What the engine itself costs, as ratios within one run, each beside the bound it must keep. Absolute figures are those of
 * one machine and serve to read the ratios. `npm run bench`; exit code 1 when a bound is broken.
 */
const rounds = Number(process.argv[2] ?? 9)

const candidate = (name: string, path: string, count: number, expected?: unknown): CandidateOptions => ({
  name,
  module: new URL(path, import.meta.url),
  count,
  expected,
})

const branching = (name: string, count: number) =>
  candidate(name, `./branching/${name}.ts`, count, expectedCounts(count))

/** How many times faster the engine is than another candidate, round by round. */
function ratios(measured: Measured, other: string): number[] {
  const engine = measured.get('engine') ?? []
  return (measured.get(other) ?? []).map((ns, round) => ns / (engine[round] as number))
}

function speedRow(what: string, measured: Measured, other: string, bound: number): Row {
  const ratio = ratios(measured, other)
  return { what, figure: `${spread(ratio, 2)}x`, bound: `≥ ${bound}x`, holds: median(ratio) >= bound }
}

function growthRow(what: string, from: number, to: number, boundMiB: number): Row {
  const grown = (to - from) / 1024 / 1024
  const figure = `${mib(from)} → ${mib(to)} MiB`
  return { what, figure, bound: `+ ${boundMiB} MiB at most`, holds: grown <= boundMiB }
}

const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)

function printTimes(title: string, measured: Measured): void {
  console.log(`\n${title}, ns per message: median (min..max)`)
  for (const [name, ns] of measured) {
    const perSecond = Math.round((1_000 / median(ns)) * 100) / 100
    console.log(`  ${name.padEnd(12)} ${spread(ns, 1).padEnd(28)} ${perSecond} M/s`)
  }
}

function memoryOver(first: number, last: number): { first: Memory; last: Memory } {
  const script = fileURLToPath(new URL('./memory/flat.ts', import.meta.url))
  // A young generation of one size: left to itself it grows as it likes, and with it what is resident.
  const flags = ['--expose-gc', '--min-semi-space-size=16', '--max-semi-space-size=16']
  const output = execFileSync(process.execPath, [...flags, script, String(first), String(last)], { encoding: 'utf8' })
  return JSON.parse(output)
}

const graph = await measurePaired(
  [branching('engine', 5_000_000), branching('fused', 10_000_000), branching('generators', 300_000)],
  rounds,
)
printTimes('Six trivial operators and a branch', graph)

const json = await measurePaired(
  [candidate('engine', './json/engine.ts', 100_000), candidate('by hand', './json/by-hand.ts', 100_000)],
  rounds,
)
printTimes('JSON bytes to JSON bytes: decode, filter, map, encode', json)

const memory = memoryOver(1_000_000, 10_000_000)

const rows: Row[] = [
  speedRow('against the same graph as async generators', graph, 'generators', 15),
  speedRow('against the same graph as one function by hand', graph, 'fused', 0.4),
  speedRow('JSON, against the loop by hand', json, 'by hand', 0.8),
  growthRow('heap after 1 M → 10 M messages', memory.first.heap, memory.last.heap, 4),
  growthRow('resident after 1 M → 10 M messages', memory.first.resident, memory.last.resident, 32),
]
console.log()
printTable(rows)
process.exitCode = rows.every((row) => row.holds) ? 0 : 1
