import { cloneElement, type ReactElement } from 'react'

export type TooltipSide = 'top' | 'right' | 'bottom'

export interface TooltipProps {
  text: string
  keys?: string | undefined
  side?: TooltipSide | undefined
  /** One element that passes data attributes on. */
  children: ReactElement
}

/** Names what is under the pointer or focused. Nothing may be readable only here. Shown by `TooltipLayer`. */
export function Tooltip({ text, keys, side = 'bottom', children }: TooltipProps) {
  return cloneElement(children as ReactElement<Record<string, unknown>>, {
    'data-tooltip': text,
    'data-tooltip-keys': keys,
    'data-tooltip-side': side,
  })
}
