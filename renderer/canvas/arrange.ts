import { isWithoutPlaces } from '../layout/layout-graph.ts'
import { attempt } from '../model/actions/parts.ts'
import { layOutNodes } from '../model/commands/nodes.ts'
import { type Position, positionOf } from '../model/lookup.ts'
import { documents, notices, selection } from '../model/session.ts'
import { flow } from './canvas-session.ts'
import { canvasView } from './canvas-view.ts'

/** Milliseconds that cards slide to their new places; more cards than this are there at once. */
const slide = { time: 220, cards: 200 } as const

/** Lays out what is selected, or everything when less than two steps are. One step for undo. */
export async function arrange(): Promise<void> {
  const { document } = documents.getState()
  const { nodes } = selection.getState()
  await arrangeThese(nodes.length > 1 ? nodes : document.nodes.map(({ id }) => id), slide.time)
}

/** A drawing that was never laid out, as files made by hand or by programs are, is laid out when it is opened. */
export function arrangeWhatIsOpened(): () => void {
  const look = () => {
    const { document } = documents.getState()
    if (isWithoutPlaces(document))
      void arrangeThese(
        document.nodes.map(({ id }) => id),
        0,
      ).then(canvasView.fit)
  }
  look()
  return documents.subscribe(({ opened }, before) => opened !== before.opened && look())
}

async function arrangeThese(ids: readonly string[], time: number): Promise<void> {
  const { document, opened } = documents.getState()
  const places = await attempt({ notices }, async () => {
    const { layOut } = await import('../layout/lay-out.ts')
    return layOut(document, ids)
  })
  if (places === null || documents.getState().opened !== opened) return
  const isStill = time === 0 || ids.length > slide.cards || matchMedia('(prefers-reduced-motion: reduce)').matches
  if (!isStill) await slideTo(places, time)
  documents.getState().apply(layOutNodes(places))
}

/** Moves the cards on screen alone; where they end becomes a command afterwards. */
function slideTo(places: Readonly<Record<string, Position>>, time: number): Promise<void> {
  const { document } = documents.getState()
  const start = performance.now()
  const from = new Map(Object.keys(places).map((id) => [id, positionOf(document, id)]))
  return new Promise((resolve) => {
    const step = (now: number) => {
      const passed = Math.min(1, Math.max(0, (now - start) / time))
      if (passed === 1) return resolve()
      const eased = 1 - (1 - passed) ** 3
      flow.getState().show(new Map([...from].map(([id, before]) => [id, between(before, places[id]!, eased)])))
      requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })
}

function between(a: Position, b: Position, part: number): Position {
  return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part }
}
