import { Columns3 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import menu from '../inspector/form/Menu.module.css'
import type { Line } from '../model/tails.ts'
import { Button } from '../ui/Button.tsx'
import { addColumn, pathsIn, pathText, removeColumn } from './columns.ts'
import { messages, useMessages } from './messages-session.ts'

/** Rows looked at for fields. */
const looked = 50

/** The fields of the messages, each a column or not. */
export function ColumnMenu({ lines }: { lines: readonly Line[] }) {
  const columns = useMessages((state) => state.columns)
  const paths = pathsIn(lines.slice(0, looked).map(({ row }) => row))
  const toggle = (path: readonly string[]) => {
    const id = pathText(path)
    const isShown = columns.some((column) => column.id === id)
    messages.getState().setColumns(isShown ? removeColumn(columns, id) : addColumn(columns, path))
  }
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button size="small" variant="quiet" aria-label="Columns">
          <Columns3 /> <span>Columns</span>
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.menu} align="end" sideOffset={4}>
          {paths.length === 0 && <DropdownMenu.Label className={menu.item}>No fields seen yet</DropdownMenu.Label>}
          {paths.map((path) => (
            <DropdownMenu.CheckboxItem
              key={pathText(path)}
              className={menu.item}
              checked={columns.some((column) => column.id === pathText(path))}
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={() => toggle(path)}
            >
              <span className={menu.check}>
                <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
              </span>
              <code>{pathText(path)}</code>
            </DropdownMenu.CheckboxItem>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
