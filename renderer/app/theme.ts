import { view } from '../model/session.ts'
import type { Theme } from '../model/view-store.ts'

/** Puts the chosen theme on the page, and every later choice. */
export function followTheme(): void {
  const show = ({ theme }: { theme: Theme }) => {
    document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme
  }
  show(view.getState())
  view.subscribe(show)
}
