import { type EdgeProps, getBezierPath, getSmoothStepPath, Position } from '@xyflow/react'

/** Where a wire begins and ends, in canvas units, and on which side of its cards. */
export type WireEnds = Pick<
  EdgeProps,
  'sourceX' | 'sourceY' | 'targetX' | 'targetY' | 'sourcePosition' | 'targetPosition'
>

/** Closer than this to its begin, or behind it, the end of a wire is reached around a corner. */
const roomForCurve = 24

/** The line of a wire as an SVG path, and the middle of it: a curve forward, corners where it leads back. */
export function wirePath(ends: WireEnds): [path: string, x: number, y: number] {
  const isForward = ends.targetX - ends.sourceX >= roomForCurve
  const isDown = ends.sourcePosition === Position.Bottom && ends.targetY - ends.sourceY >= roomForCurve
  const [path, x, y] =
    isForward || (isDown && ends.targetX > ends.sourceX)
      ? getBezierPath(ends)
      : getSmoothStepPath({ ...ends, borderRadius: 14, offset: 22 })
  return [path, x, y]
}
