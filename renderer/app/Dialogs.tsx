import { lazy, Suspense } from 'react'
import { useStore } from 'zustand'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { closeDialog, dialogs } from './dialogs.ts'

const CommandPalette = lazy(() => import('../command-palette/CommandPalette.tsx'))
const ExportDialog = lazy(() => import('../top-bar/ExportDialog.tsx'))

/** The window over everything, while one is open. */
export function Dialogs() {
  const open = useStore(dialogs, (state) => state.open)
  return (
    <>
      <Suspense>
        {open === 'export' && <ExportDialog onClose={closeDialog} />}
        {(open === 'commands' || open === 'steps') && <CommandPalette key={open} onlySteps={open === 'steps'} />}
      </Suspense>
      <Leaving />
    </>
  )
}

function Leaving() {
  const leaving = useStore(dialogs, (state) => state.leaving)
  if (leaving === null) return null
  const end = () => dialogs.setState({ leaving: null })
  return (
    <ConfirmDialog
      title="Leave unsaved changes?"
      confirm="Leave them"
      onConfirm={() => {
        end()
        leaving()
      }}
      onCancel={end}
    >
      This pipeline has changes that are not saved. They are lost when another one is opened.
    </ConfirmDialog>
  )
}
