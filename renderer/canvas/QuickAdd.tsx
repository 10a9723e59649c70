import { Command } from 'cmdk'
import type { OperatorSpec } from '../../shared/operators/define.ts'
import { fitsLooseEnd } from '../model/actions/edit.ts'
import { actions, documents } from '../model/session.ts'
import { paletteGroups, specOf } from '../model/specs.ts'
import { operatorRank } from '../palette/operator-search.ts'
import { OperatorIcon } from '../ui/OperatorIcon.tsx'
import { CanvasMenu, MenuItem } from './CanvasMenu.tsx'
import { type QuickAddRequest, selectedNodeNow } from './canvas-session.ts'
import { canvasView } from './canvas-view.ts'

/** The list of operators at a point of the canvas; only those that fit when a wire was dropped there. */
export default function QuickAdd({ request }: { request: QuickAddRequest }) {
  const { end } = request
  const { document } = documents.getState()
  const groups = paletteGroups
    .map(({ title, specs }) => ({
      title,
      specs: end ? specs.filter((spec) => fitsLooseEnd(document, spec, end)) : specs,
    }))
    .filter(({ specs }) => specs.length > 0)
  return (
    <CanvasMenu
      label="Add a step"
      placeholder="Add a step"
      none="No operator of that name fits here."
      screen={request.screen}
      rank={rankOperator}
    >
      {groups.map(({ title, specs }) => (
        <Command.Group key={title} heading={title}>
          {specs.map((spec) => (
            <MenuItem
              key={spec.id}
              value={spec.id}
              icon={<OperatorIcon icon={spec.icon} kind={spec.kind} />}
              title={spec.title}
              detail={spec.summary}
              onSelect={() => add(spec, request)}
            />
          ))}
        </Command.Group>
      ))}
    </CanvasMenu>
  )
}

/** How well an operator fits what was typed; 0 leaves it out. */
function rankOperator(id: string, typed: string): number {
  const spec = specOf(id)
  return spec ? operatorRank(spec, typed) : 0
}

function add(spec: OperatorSpec, { at, end }: QuickAddRequest): void {
  if (end) actions.addToLooseEnd(spec, at, end)
  else actions.addAt(spec, at)
  const added = selectedNodeNow()
  if (added) canvasView.focusNode(added)
}
