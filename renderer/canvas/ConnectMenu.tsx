import { Command } from 'cmdk'
import { findNode } from '../model/lookup.ts'
import { actions, documents } from '../model/session.ts'
import { specOf } from '../model/specs.ts'
import { OperatorIcon } from '../ui/OperatorIcon.tsx'
import { CanvasMenu, MenuItem } from './CanvasMenu.tsx'
import type { ConnectRequest } from './canvas-session.ts'
import { canvasView } from './canvas-view.ts'
import { type ConnectChoice, connectChoices } from './connect-choices.ts'

/** Connects a step by keyboard: choose one of its outputs and where it goes, in one list. */
export default function ConnectMenu({ request }: { request: ConnectRequest }) {
  const { document } = documents.getState()
  return (
    <CanvasMenu
      label="Connect to"
      placeholder="Connect to"
      none="There is no step to connect to."
      screen={request.screen}
    >
      {connectChoices(document, request.from, specOf).map(({ port, title, choices }) => (
        <Command.Group key={port} heading={`From ${title}`}>
          {choices.map((choice) => (
            <Choice key={choice.wish.to.node + choice.wish.to.port} choice={choice} />
          ))}
        </Command.Group>
      ))}
    </CanvasMenu>
  )
}

function Choice({ choice: { wish, title, reason } }: { choice: ConnectChoice }) {
  const operator = findNode(documents.getState().document, wish.to.node)?.operator ?? ''
  const spec = specOf(operator)
  return (
    <MenuItem
      value={`${wish.from.port} ${title} ${wish.to.node}`}
      icon={<OperatorIcon icon={spec?.icon} kind={spec?.kind ?? 'unknown'} />}
      title={title}
      detail={reason ?? spec?.title ?? operator}
      disabled={reason !== null}
      onSelect={() => {
        actions.connectOrTell(wish)
        canvasView.focusNode(wish.from.node)
      }}
    />
  )
}
