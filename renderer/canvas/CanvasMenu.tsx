import { Command } from 'cmdk'
import { type ReactNode, useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import type { Position } from '../model/lookup.ts'
import styles from './CanvasMenu.module.css'
import { closeMenu } from './canvas-session.ts'
import { canvasView } from './canvas-view.ts'

interface CanvasMenuProps {
  label: string
  placeholder: string
  /** Shown when nothing matches what was typed. */
  none: string
  screen: Position
  /** How well an entry fits what was typed, 0 to 1; left out, letters in the same order are enough. */
  rank?: (value: string, typed: string) => number
  children: ReactNode
}

const size = { width: 300, height: 340 }

/** A searchable list at a point of the window. Escape and a press elsewhere close it. */
export function CanvasMenu({ label, placeholder, none, screen, rank, children }: CanvasMenuProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const press = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) closeMenu()
    }
    window.addEventListener('pointerdown', press, true)
    return () => window.removeEventListener('pointerdown', press, true)
  }, [])
  return createPortal(
    <div ref={box} className={styles.menu} style={placed(screen)} role="dialog" aria-label={label} data-canvas-menu>
      <Command
        label={label}
        loop
        {...(rank ? { filter: rank } : {})}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          closeMenu()
          canvasView.root()?.focus({ preventScroll: true })
        }}
      >
        <Command.Input autoFocus placeholder={placeholder} className={styles.search} />
        <Command.List className={styles.list}>
          <Command.Empty className={styles.none}>{none}</Command.Empty>
          {children}
        </Command.List>
      </Command>
    </div>,
    document.body,
  )
}

interface MenuItemProps {
  value: string
  icon: ReactNode
  title: string
  detail: string
  disabled?: boolean
  onSelect: () => void
}

export function MenuItem({ value, icon, title, detail, disabled, onSelect }: MenuItemProps) {
  return (
    <Command.Item
      value={value}
      disabled={disabled}
      className={styles.item}
      onSelect={() => {
        closeMenu()
        onSelect()
      }}
    >
      {icon}
      <span className={styles.title}>{title}</span>
      <span className={styles.detail}>{detail}</span>
    </Command.Item>
  )
}

/** Keeps the list inside the window. */
function placed({ x, y }: Position) {
  return {
    left: Math.max(8, Math.min(x, window.innerWidth - size.width - 8)),
    top: Math.max(8, Math.min(y, window.innerHeight - size.height - 8)),
    width: size.width,
    maxHeight: size.height,
  }
}
