import { FolderOpen, LayoutGrid, ListTree, type LucideIcon, Monitor, Moon, PanelRight, Rows3, Sun } from 'lucide-react'
import type { LeftPanel, Theme } from '../model/view-store.ts'
import { IconButton } from '../ui/IconButton.tsx'
import styles from './Rail.module.css'
import { useInspectorShown } from './use-inspector-shown.ts'
import { useView } from './use-session.ts'

const panels: readonly { id: LeftPanel; title: string; icon: LucideIcon }[] = [
  { id: 'palette', title: 'Palette', icon: LayoutGrid },
  { id: 'outline', title: 'Outline', icon: ListTree },
  { id: 'topics', title: 'Topics', icon: Rows3 },
  { id: 'pipelines', title: 'Pipelines', icon: FolderOpen },
]

const themes: Readonly<Record<Theme, { icon: LucideIcon; next: Theme; title: string }>> = {
  system: { icon: Monitor, next: 'light', title: 'Theme: as the system' },
  light: { icon: Sun, next: 'dark', title: 'Theme: light' },
  dark: { icon: Moon, next: 'system', title: 'Theme: dark' },
}

/** The strip at the left edge: which panel is open, and how the window looks. */
export function Rail() {
  const open = useView((state) => state.leftPanel)
  const toggle = useView((state) => state.toggleLeftPanel)
  return (
    <nav className={styles.rail} aria-label="Panels">
      {panels.map(({ id, title, icon: Icon }) => (
        <IconButton key={id} label={title} side="right" size="large" pressed={open === id} onClick={() => toggle(id)}>
          <Icon />
        </IconButton>
      ))}
      <span className={styles.space} />
      <InspectorSwitch />
      <ThemeSwitch />
    </nav>
  )
}

function InspectorSwitch() {
  const shown = useInspectorShown()
  const show = useView((state) => state.showInspector)
  const hide = useView((state) => state.hideInspector)
  return (
    <IconButton
      label={shown ? 'Hide inspector' : 'Show inspector'}
      side="right"
      size="large"
      onClick={shown ? hide : show}
    >
      <PanelRight />
    </IconButton>
  )
}

function ThemeSwitch() {
  const theme = useView((state) => state.theme)
  const setTheme = useView((state) => state.setTheme)
  const { icon: Icon, next, title } = themes[theme]
  return (
    <IconButton label={title} side="right" size="large" onClick={() => setTheme(next)}>
      <Icon />
    </IconButton>
  )
}
