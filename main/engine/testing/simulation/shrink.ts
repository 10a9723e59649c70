import { faults } from './weather.ts'
import { type Outcome, World, type WorldOptions } from './world.ts'

/**
 * Looks for a smaller world of the same seed that breaks a rule too: fewer runs of the engine, fewer kinds of faults, fewer steps and
 * messages. What is drawn with less is not always a part of what was drawn with more, so each smaller world is tried, not derived.
 */
export async function shrink(
  options: WorldOptions,
  found: Outcome,
): Promise<{ options: WorldOptions; outcome: Outcome }> {
  let best = { options, outcome: found }
  const tryOut = async (change: Partial<WorldOptions>): Promise<boolean> => {
    const smaller = { ...best.options, ...change }
    const outcome = await new World(smaller).run()
    if (outcome.problem === null || outcome.trace.length > best.outcome.trace.length) return false
    best = { options: smaller, outcome }
    return true
  }
  for (let lives = 0; lives < found.lives; lives++) if (await tryOut({ lives })) break
  for (const fault of faults) await tryOut({ without: [...(best.options.without ?? []), fault] })
  for (let steps = 0; steps < 6; steps++) if (await tryOut({ steps })) break
  for (let messages = 1; messages < best.outcome.messages; messages++) if (await tryOut({ messages })) break
  return best
}

/** The lines of a trace that have to do with its problem: the message it names, and what goes wrong around it. */
export function essence({ problem, trace }: Outcome): readonly string[] {
  const ids = new Set(
    (problem ?? '').match(/\(\S+ n=|: \S+ n=/g)?.map(
      (text) =>
        text
          .replace(/[(:=]|n$/g, '')
          .trim()
          .split(/[ /]/)[0],
    ),
  )
  if (ids.size === 0) return trace
  const names = [...ids].flatMap((id) => [`(${id} n=`, `(${id}/`])
  const always = /engine (starts|dies|has ended|warns|alarms|commits)|store has|broker restarts|loses its|fail/
  return trace.filter((line) => always.test(line) || names.some((name) => line.includes(name)))
}

/** A pipeline as text: its nodes with their settings, then its wires. */
export function describeDrawing({ drawing: { document } }: Outcome): readonly string[] {
  const nodes = document.nodes.map(({ id, operator, config, onError }) =>
    [id, `(${operator})`, JSON.stringify(config), onError ?? ''].join(' ').trimEnd(),
  )
  return [...nodes, ...document.edges.map(({ from, to }) => `${from} > ${to}`)]
}
