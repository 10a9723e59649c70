import type { Draw } from './draw.ts'
import type { DrawnSource } from './drawing.ts'
import { encode, type Item } from './payload.ts'

/** A message somebody sends to an input topic. */
export interface Publication {
  readonly source: DrawnSource
  /** Milliseconds after the beginning. */
  readonly at: number
  readonly payload: Uint8Array
  readonly key: string | null
}

/** Good messages, and some that are no JSON, have a text where a number belongs, have no key, or come twice. */
export function drawMessages(draw: Draw, sources: readonly DrawnSource[], start: number): Publication[] {
  const topics = sources.filter(({ topic }, index) => sources.findIndex((other) => other.topic === topic) === index)
  const count = draw.integer(3, 40)
  const spread = draw.pick([10, 10, 300, 3_000])
  const published: Publication[] = []
  for (let number = 0; number < count; number++) {
    const last = published.at(-1)
    if (last !== undefined && draw.chance(0.06)) published.push({ ...last, at: last.at + draw.integer(0, 200) })
    else published.push(drawMessage(draw, { number, source: draw.pick(topics), spread, start }))
  }
  return published
}

interface Place {
  readonly number: number
  readonly source: DrawnSource
  readonly spread: number
  readonly start: number
}

function drawMessage(draw: Draw, { number, source, spread, start }: Place): Publication {
  const at = draw.integer(0, spread)
  if (draw.chance(0.06)) return { source, at, payload: encode(`{"oops": ${number}`), key: null }
  const item = drawItem(draw, String(number), {
    t: start + number * 100 + draw.integer(-400, 400),
    parts: draw.integer(0, 3),
  })
  return { source, at, payload: encode(item), key: item.k }
}

function drawItem(draw: Draw, u: string, { t, parts }: { t: number; parts: number }): Item {
  const k = draw.chance(0.06) ? null : draw.pick(['a', 'b', 'c'])
  return {
    u,
    n: draw.chance(0.06) ? 'wrong' : draw.integer(0, 30),
    k,
    g: draw.pick(['x', 'y', 'z']),
    t,
    parts: Array.from({ length: parts }, (_, index) => ({ ...drawItem(draw, `${u}/${index}`, { t, parts: 0 }), k })),
  }
}
