import { useId, useState } from 'react'
import type { Diagnostic } from '../../../shared/graph/diagnostic.ts'
import { useDiagnostics, useDocument } from '../../app/use-session.ts'
import { refusalOf } from '../../model/connect-rules.ts'
import { displayName, errorsPort, findNode, portsOf } from '../../model/lookup.ts'
import { placeAfter } from '../../model/placement.ts'
import { actions, documents } from '../../model/session.ts'
import { specOf } from '../../model/specs.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import row from '../form/FieldRow.module.css'
import { ProblemList } from '../form/ProblemList.tsx'
import { Select } from '../form/Select.tsx'
import { choosePolicy, type ErrorRoute, errorRouteOf, routeWords } from './error-route.ts'

const options = [
  { value: 'port', title: 'Errors port' },
  { value: 'dead-letter', title: 'Dead letter' },
  { value: 'drop', title: 'Drop' },
  { value: 'stop', title: 'Stop' },
] as const

/** Problems that this control solves; the form leaves them to it. */
export function isOfPolicy({ code }: Diagnostic): boolean {
  return code === 'SLUICE-DEAD-LETTER-MISSING' || code === 'SLUICE-ERRORS-UNWIRED'
}

/** What happens to a message the step fails on: what is wired wins, so the control shows and changes the wire as well. */
export function ErrorPolicyControl({ id }: { id: string }) {
  const labelId = useId()
  const document = useDocument((state) => state.document)
  const problems = useDiagnostics(({ diagnostics }) =>
    diagnostics.filter((found) => found.place.node === id && isOfPolicy(found)),
  )
  const [isWiring, setWiring] = useState(false)
  const node = findNode(document, id)
  if (!node) return null
  const route = errorRouteOf(document, node, specOf)
  const choose = (kind: ErrorRoute['kind']) => {
    setWiring(kind === 'port' && route.kind !== 'port')
    if (kind !== 'port') documents.getState().apply(choosePolicy(id, kind))
  }
  const asksForWire = isWiring && route.kind !== 'port'
  return (
    <div className={row.row}>
      <div className={row.head}>
        <span id={labelId} className={row.title}>
          When a message fails here
        </span>
      </div>
      <Segmented
        label="When a message fails here"
        value={asksForWire ? 'port' : route.kind}
        options={options}
        onChange={choose}
      />
      {asksForWire && <WireChoice id={id} />}
      <div className={row.words}>
        {asksForWire
          ? 'Choose where failed messages go, or draw a wire from the diamond on the card.'
          : routeWords(route, document)}
        <ProblemList problems={problems.filter(({ severity }) => severity !== 'info')} />
      </div>
    </div>
  )
}

const newStep = 'error-message'

/** The steps that may take the failed messages, and a new one that turns them into messages. */
function WireChoice({ id }: { id: string }) {
  const document = useDocument((state) => state.document)
  const from = { node: id, port: errorsPort }
  const targets = document.nodes.flatMap((node) =>
    portsOf(document, node, specOf).inputs.map((port) => ({ node: node.id, port, name: displayName(node, specOf) })),
  )
  const allowed = targets.filter((to) => refusalOf(document, { from, to }, specOf) === null)
  const choose = (value: string) => {
    const target = allowed.find(({ node, port }) => `${node}.${port}` === value)
    const spec = specOf(newStep)
    if (target) actions.connectOrTell({ from, to: target })
    else if (spec) actions.addToLooseEnd(spec, placeAfter(document, id), { from: `${id}.${errorsPort}` })
  }
  return (
    <Select aria-label="Where failed messages go" value="" onChange={(event) => choose(event.target.value)}>
      <option value="" disabled>
        Wire to…
      </option>
      <option value={newStep}>A new step: {specOf(newStep)?.title}</option>
      {allowed.map(({ node, port, name }) => (
        <option key={`${node}.${port}`} value={`${node}.${port}`}>
          {name}
        </option>
      ))}
    </Select>
  )
}
