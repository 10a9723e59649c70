import { useReactFlow, useStore, useStoreApi, type Viewport } from '@xyflow/react'
import { useEffect } from 'react'
import { useDocument } from '../app/use-session.ts'
import { documents } from '../model/session.ts'
import { fitOptions } from './canvas-view.ts'

const unmoved: Viewport = { x: 0, y: 0, zoom: 1 }

const hasSize = ({ width, height }: { width: number; height: number }) => width > 0 && height > 0

/**
 * Shows a newly opened document whole, as soon as the canvas has a size. Until someone moves the view, a canvas that
 * gets another size and has nothing of the drawing in sight any more shows it whole again.
 */
export function useFit(): void {
  const instance = useReactFlow()
  const { subscribe } = useStoreApi()
  const opened = useDocument((state) => state.opened)
  const isSized = useStore(hasSize)
  // biome-ignore lint/correctness/useExhaustiveDependencies: fits again for each document that is opened.
  useEffect(() => {
    if (!isSized) return
    let fitted: Viewport | null = null
    const showWhole = async () => {
      // Asked to fit nothing, the library would wait and do it when the first step appears.
      if (isEmpty()) await instance.setViewport(unmoved)
      else await instance.fitView(fitOptions())
      fitted = instance.getViewport()
    }
    let frame = requestAnimationFrame(() => void showWhole())
    const stop = subscribe((now, before) => {
      if (now.width === before.width && now.height === before.height) return
      if (fitted === null || !isSame(fitted, instance.getViewport())) return
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() => !isEmpty() && !isDrawn(now.domNode) && void showWhole())
    })
    return () => {
      cancelAnimationFrame(frame)
      stop()
    }
  }, [instance, subscribe, opened, isSized])
}

const isEmpty = () => documents.getState().document.nodes.length === 0

/** Steps out of sight are not in the page. */
const isDrawn = (canvas: HTMLElement | null) => Boolean(canvas?.querySelector('.react-flow__node'))

const isSame = (a: Viewport, b: Viewport) => a.x === b.x && a.y === b.y && a.zoom === b.zoom
