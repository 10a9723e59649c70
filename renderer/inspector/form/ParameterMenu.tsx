import { Braces } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useDocumentShallow } from '../../app/use-session.ts'
import type { DocumentState } from '../../model/document-store.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import menu from './Menu.module.css'

/** Lets a parameter of the pipeline decide a value that is not typed. Absent while the pipeline has none. */
export function ParameterMenu({ onChoose }: { onChoose: (text: string) => void }) {
  const names = useDocumentShallow(parameterNames)
  if (names.length === 0) return null
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Use a parameter" size="small" side="top">
          <Braces />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.menu} align="end" sideOffset={4}>
          {names.map((name) => (
            <DropdownMenu.Item key={name} className={menu.item} onSelect={() => onChoose(`\${${name}}`)}>
              {`\${${name}}`}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function parameterNames({ document }: DocumentState): string[] {
  return Object.keys(document.parameters)
}
