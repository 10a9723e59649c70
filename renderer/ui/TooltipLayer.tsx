import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Kbd } from './Kbd.tsx'
import type { TooltipSide } from './Tooltip.tsx'
import styles from './TooltipLayer.module.css'

/** Milliseconds of rest before the first tooltip; while one is shown the next comes at once. */
const delay = 400

/** Shows the tooltips of the whole page, one at a time. Mounted once. */
export function TooltipLayer() {
  const anchor = useAnchor()
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (!anchor || !box.current) return
    box.current.showPopover()
    place(box.current, anchor)
  }, [anchor])
  if (!anchor) return null
  const { tooltip = '', tooltipKeys } = anchor.dataset
  return (
    <div ref={box} className={styles.tooltip} popover="manual" role="tooltip">
      {tooltip}
      {tooltipKeys && <Kbd>{tooltipKeys}</Kbd>}
    </div>
  )
}

/** The element whose tooltip is due: pointed at for a while, or focused by keyboard. */
function useAnchor(): HTMLElement | null {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let shown: HTMLElement | null = null
    const show = (element: HTMLElement | null) => {
      clearTimeout(timer)
      shown = element
      setAnchor(element)
    }
    const over = ({ target }: Event) => {
      const element = tipped(target)
      clearTimeout(timer)
      if (element === shown) return
      if (element === null || shown) show(element)
      else timer = setTimeout(show, delay, element)
    }
    const focus = ({ target }: Event) =>
      show(target instanceof Element && target.matches(':focus-visible') ? tipped(target) : null)
    const hide = () => show(null)
    document.addEventListener('pointerover', over)
    document.addEventListener('focusin', focus)
    document.addEventListener('focusout', hide)
    document.addEventListener('pointerdown', hide, true)
    document.addEventListener('keydown', hide, true)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('pointerover', over)
      document.removeEventListener('focusin', focus)
      document.removeEventListener('focusout', hide)
      document.removeEventListener('pointerdown', hide, true)
      document.removeEventListener('keydown', hide, true)
    }
  }, [])
  return anchor
}

function tipped(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-tooltip]') : null
}

const gap = 6
const margin = 8

const corners: Readonly<Record<TooltipSide, (at: DOMRect, box: DOMRect) => { x: number; y: number }>> = {
  bottom: (at, box) => ({ x: at.left + (at.width - box.width) / 2, y: at.bottom + gap }),
  top: (at, box) => ({ x: at.left + (at.width - box.width) / 2, y: at.top - box.height - gap }),
  right: (at, box) => ({ x: at.right + gap, y: at.top + (at.height - box.height) / 2 }),
}

function place(element: HTMLElement, anchor: HTMLElement): void {
  const box = element.getBoundingClientRect()
  const side = (anchor.dataset.tooltipSide ?? 'bottom') as TooltipSide
  const { x, y } = corners[side](anchor.getBoundingClientRect(), box)
  element.style.left = `${Math.max(margin, Math.min(x, window.innerWidth - box.width - margin))}px`
  element.style.top = `${Math.max(margin, Math.min(y, window.innerHeight - box.height - margin))}px`
}
