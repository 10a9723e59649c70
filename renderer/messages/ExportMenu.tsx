import { Download } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import menu from '../inspector/form/Menu.module.css'
import { downloadText } from '../json/download-text.ts'
import type { Line } from '../model/tails.ts'
import { Button } from '../ui/Button.tsx'
import { toCsv, toNdjson } from './export-rows.ts'
import { messages } from './messages-session.ts'

/** Writes what is shown to a file, oldest first. */
export function ExportMenu({ lines }: { lines: readonly Line[] }) {
  const rows = () => lines.map(({ row }) => row).toReversed()
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button size="small" variant="quiet" aria-label="Export" disabled={lines.length === 0}>
          <Download /> <span>Export</span>
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.menu} align="end" sideOffset={4}>
          <DropdownMenu.Item
            className={menu.item}
            onSelect={() => downloadText('messages.ndjson', toNdjson(rows()), 'application/x-ndjson')}
          >
            NDJSON, everything known
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className={menu.item}
            onSelect={() => downloadText('messages.csv', toCsv(rows(), messages.getState().columns), 'text/csv')}
          >
            CSV, these columns
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
