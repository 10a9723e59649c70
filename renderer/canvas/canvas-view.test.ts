import { getViewportForBounds } from '@xyflow/react'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { cardSize } from '../model/card-ports.ts'
import { roomAround } from './canvas-view.ts'

const place = fc.integer({ min: -5_000, max: 5_000 })
const extent = fc.integer({ min: 0, max: 2_000 })
const side = fc.integer({ min: 60, max: 4_000 })

it('shows the whole drawing on a canvas of any size', () => {
  fc.assert(
    fc.property(place, place, extent, extent, side, side, (x, y, right, down, width, height) => {
      const drawing = { x, y, width: cardSize.width + right, height: cardSize.height + down }
      const view = getViewportForBounds(drawing, width, height, 0, 1, roomAround(width, height))
      const [left, top] = [drawing.x * view.zoom + view.x, drawing.y * view.zoom + view.y]
      expect(left).toBeGreaterThanOrEqual(-1)
      expect(top).toBeGreaterThanOrEqual(-1)
      expect(left + drawing.width * view.zoom).toBeLessThanOrEqual(width + 1)
      expect(top + drawing.height * view.zoom).toBeLessThanOrEqual(height + 1)
    }),
  )
})

it('leaves room for the overview and the zoom control below where there is any', () => {
  expect(roomAround(1_000, 484)).toEqual({ top: '32px', right: '32px', bottom: '116px', left: '32px' })
})
