import { fail } from '../../../shared/ipc/failure.ts'
import {
  type Limit,
  limitOn,
  type OptionGroup,
  type Transport,
  transportNames,
} from '../../../shared/operators/lib/pulsar/transport-limits.ts'
import type { HostedPorts } from './contract.ts'

/**
 * What `check` says of a drawing, said once more of the broker that was really opened: a connection with the transport `auto` may
 * turn out as another one. Looks at what a person has set, not at presets. Throws `SLUICE-TRANSPORT-OPTION`, or warns of what has no
 * effect.
 */
export function refuseUnsupported(
  transport: Transport,
  group: OptionGroup,
  options: object,
  ports: Pick<HostedPorts, 'warn'>,
): void {
  const found = Object.entries(options).flatMap(([option, value]) => {
    const limit = limitOn(transport, group, option, value)
    return limit === null ? [] : [{ option: `${group}.${option}`, limit }]
  })
  const [refused, idle] = [ofKind(found, 'refused'), ofKind(found, 'no-effect')]
  const where = transportNames[transport]
  if (refused.length > 0) {
    throw fail(
      'SLUICE-TRANSPORT-OPTION',
      `${refused.map(sentence('cannot be honoured', where)).join(' ')} Take it off to run without it.`,
      { detail: { options: refused.map(({ option }) => option) } },
    )
  }
  for (const one of idle) ports.warn(sentence('has no effect', where)(one))
}

interface Found {
  readonly option: string
  readonly limit: Limit
}

function ofKind(found: readonly Found[], kind: Limit['kind']): readonly Found[] {
  return found.filter(({ limit }) => limit.kind === kind)
}

function sentence(what: string, where: string): (found: Found) => string {
  return ({ option, limit }) => `${option} ${what} on ${where}. ${limit.reason}`
}
