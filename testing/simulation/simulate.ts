/**
 * `npm run simulate`: runs the engine in simulated worlds, each drawn from one seed. Bare it runs seeds 1 to 10,000 and says how far
 * it is; `--seed N` runs that one, `--count M` so many from there. A seed that breaks a rule is looked at more closely: the smallest
 * world of it that breaks one too is printed, with what happened in it. The same seed does the same again.
 */
import { parseArgs } from 'node:util'
import { type Sabotage, sabotages } from '../../main/engine/testing/simulation/sabotage.ts'
import { describeDrawing, essence, shrink } from '../../main/engine/testing/simulation/shrink.ts'
import { type Outcome, World, type WorldOptions } from '../../main/engine/testing/simulation/world.ts'

const usage = `npm run simulate -- [--seed N] [--count M] [--verbose] [--sabotage ${Object.keys(sabotages).join('|')}]`
const everyMs = 5_000

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function settings() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      count: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      sabotage: { type: 'string' },
    },
  })
  const first = Number(values.seed ?? 1)
  const count = Number(values.count ?? (values.seed === undefined ? 10_000 : 1))
  const isSabotage = values.sabotage === undefined || Object.hasOwn(sabotages, values.sabotage)
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 1 || !isSabotage) throw new Error(usage)
  return { first, count, verbose: values.verbose, sabotage: (values.sabotage ?? null) as Sabotage | null }
}

async function explain(options: WorldOptions, found: Outcome, verbose: boolean): Promise<void> {
  say(`\nSeed ${found.seed} breaks a rule: ${found.problem}`)
  const { options: smallest, outcome } = await shrink(options, found)
  say(`The smallest world of it: ${JSON.stringify(smallest)}\n${outcome.problem}\n`)
  for (const line of describeDrawing(outcome)) say(`  ${line}`)
  say('\nMilliseconds, and what happened:')
  for (const line of verbose ? outcome.trace : essence(outcome)) say(line)
  const rest = options.sabotage == null ? '' : ` --sabotage ${options.sabotage}`
  say(`\nAgain: npm run simulate -- --seed ${found.seed}${rest}${verbose ? '' : '   (with --verbose for every line)'}`)
}

function progress(done: number, count: number, began: number): string {
  const perSecond = (done * 1_000) / (performance.now() - began)
  const number = (value: number) => value.toLocaleString('en-US')
  return `${number(done)} of ${number(count)} seeds, ${perSecond.toFixed(0)} a second, none breaks a rule`
}

async function simulate(): Promise<number> {
  const { first, count, verbose, sabotage } = settings()
  const began = performance.now()
  let said = began
  for (let done = 0; done < count; done++) {
    const options = { seed: first + done, sabotage }
    const outcome = await new World(options).run()
    if (outcome.problem !== null) {
      await explain(options, outcome, verbose)
      return 1
    }
    if (verbose && count === 1) for (const line of [...describeDrawing(outcome), ...outcome.trace]) say(line)
    if (performance.now() - said > everyMs) {
      said = performance.now()
      say(progress(done + 1, count, began))
    }
  }
  say(progress(count, count, began))
  return 0
}

process.exitCode = await simulate().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
  return 2
})
