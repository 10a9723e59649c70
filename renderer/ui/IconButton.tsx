import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { classes } from './classes.ts'
import styles from './IconButton.module.css'
import { Tooltip, type TooltipSide } from './Tooltip.tsx'

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> {
  /** What it does: its accessible name, and its tooltip. */
  label: string
  /** Keys that do the same, shown in the tooltip. */
  keys?: string
  side?: TooltipSide
  size?: 'normal' | 'small' | 'large'
  /** For a button that stays pressed. */
  pressed?: boolean
  children: ReactNode
  ref?: Ref<HTMLButtonElement>
}

export function IconButton({ label, keys, side, size = 'normal', pressed, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys} side={side}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classes(styles.button, styles[size], className)}
        {...rest}
      />
    </Tooltip>
  )
}
