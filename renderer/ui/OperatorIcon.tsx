import { CircleHelp } from 'lucide-react'
import type { OperatorKind } from '../../shared/operators/define.ts'
import { classes } from './classes.ts'
import styles from './OperatorIcon.module.css'
import { operatorIcons } from './operator-icons.ts'

/** Colour of a card: the operator's kind; `error` where only errors arrive; `unknown` for an operator of another version. */
export type CardKind = OperatorKind | 'error' | 'unknown'

/** An operator's icon on a tile in the colour of its kind. */
export function OperatorIcon({
  icon,
  kind,
  className,
}: {
  icon: string | undefined
  kind: CardKind
  className?: string
}) {
  const Icon = operatorIcons[icon ?? ''] ?? CircleHelp
  return (
    <span className={classes(styles.tile, className)} data-kind={kind} aria-hidden="true">
      <Icon />
    </span>
  )
}
