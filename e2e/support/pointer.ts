import type { Locator, Page } from '@playwright/test'

/** A point of the page, in pixels. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Frames in a row without a move after which a drawing rests. */
const restingFrames = 10

/**
 * Waits until the drawing keeps its place. A document that was just opened is moved into sight a few frames after its
 * steps appear, later on a busy machine; a point read before that is somewhere else by the time it is clicked.
 */
export async function drawingRests(page: Page): Promise<void> {
  await page.locator('.react-flow__viewport').evaluate(async (viewport, frames) => {
    const place = () => {
      const { x, y, width, height } = viewport.closest('.react-flow')!.getBoundingClientRect()
      return [(viewport as HTMLElement).style.transform, x, y, width, height].join()
    }
    let last = place()
    for (let still = 0; still < frames; ) {
      await new Promise(requestAnimationFrame)
      const now = place()
      still = now === last ? still + 1 : 0
      last = now
    }
  }, restingFrames)
}

export async function centre(locator: Locator): Promise<Point> {
  const box = await locator.boundingBox()
  if (box === null) throw new Error(`${locator} is not visible.`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** The point half-way along a wire. */
export function middleOf(wire: Locator): Promise<Point> {
  return wire
    .locator('path')
    .first()
    .evaluate((path) => {
      const line = path as SVGPathElement
      const { x, y } = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(line.getScreenCTM()!)
      return { x, y }
    })
}

/** Presses at one point and moves to another as a hand does, in several steps; the button stays down. */
export async function pull(page: Page, from: Point, to: Point): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 6 })
  await page.mouse.move(to.x, to.y, { steps: 6 })
}

export async function drag(page: Page, from: Point, to: Point): Promise<void> {
  await pull(page, from, to)
  await page.mouse.up()
}
