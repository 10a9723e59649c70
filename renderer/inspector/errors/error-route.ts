import { type ErrorPolicy, edgeId, type GraphDocument, type GraphNode } from '../../../shared/graph/schema.ts'
import type { NodeMetrics } from '../../../shared/run/metrics.ts'
import type { Command } from '../../model/command.ts'
import { displayName, edgesOutOf, errorsPort, findNode, nodeOfEnd, type SpecLookup } from '../../model/lookup.ts'
import { formatCount } from '../../ui/format.ts'

/** Where the messages go that a step fails on. */
export type ErrorRoute =
  | { readonly kind: 'port'; readonly edges: readonly string[]; readonly targets: readonly string[] }
  | { readonly kind: ErrorPolicy; readonly isInherited: boolean }

export function errorRouteOf(document: GraphDocument, node: GraphNode, specOf: SpecLookup): ErrorRoute {
  const edges = edgesOutOf(document, node.id).filter((edge) => edge.from === `${node.id}.${errorsPort}`)
  if (edges.length > 0) {
    const targets = edges
      .map((edge) => findNode(document, nodeOfEnd(edge.to) ?? ''))
      .filter((target) => target !== undefined)
    return { kind: 'port', edges: edges.map(edgeId), targets: targets.map((target) => displayName(target, specOf)) }
  }
  return { kind: node.onError ?? document.settings.unhandledErrors, isInherited: node.onError === undefined }
}

/** What the route means, in a sentence. */
export function routeWords(route: ErrorRoute, document: GraphDocument): string {
  if (route.kind === 'port') return `Failed messages leave by the errors port, wired to ${joined(route.targets)}.`
  const asSettings = route.isInherited ? ' The pipeline’s settings say so.' : ''
  return `${policyWords(route.kind, document)}${asSettings}`
}

/** Chooses a policy; wires of the errors port go, since they would win over it. One step for undo. */
export function choosePolicy(id: string, policy: ErrorPolicy): Command {
  return {
    label: `On errors: ${policy}`,
    change: (draft) => {
      draft.edges = draft.edges.filter((edge) => edge.from !== `${id}.${errorsPort}`)
      const node = draft.nodes.find((other) => other.id === id)
      if (node) node.onError = policy
    },
  }
}

/** What became of the messages so far, nothing before the first run: "3 of 12,471 took the errors port, wired to Dead letters. Holds 0 messages." */
export function outcomeWords(route: ErrorRoute, metrics: NodeMetrics | undefined): string {
  if (!metrics) return ''
  const all = Math.max(metrics.in, metrics.errors)
  return `${fateOfErrors(route, metrics.errors, all)} Holds ${formatCount(metrics.depth)} ${metrics.depth === 1 ? 'message' : 'messages'}.`
}

function fateOfErrors(route: ErrorRoute, errors: number, all: number): string {
  if (errors === 0) return all === 0 ? 'Nothing has come in yet.' : `None of ${formatCount(all)} failed.`
  const share = `${formatCount(errors)} of ${formatCount(all)}`
  if (route.kind === 'port') return `${share} took the errors port, wired to ${joined(route.targets)}.`
  return `${share} failed and ${errors === 1 ? 'was' : 'were'} ${fates[route.kind]}.`
}

const fates: Readonly<Record<ErrorPolicy, string>> = {
  'dead-letter': 'written to the dead-letter topic',
  drop: 'dropped',
  redeliver: 'given back',
  stop: 'returned when the pipeline stopped',
}

function policyWords(policy: ErrorPolicy, { settings }: GraphDocument): string {
  if (policy === 'drop') return 'Failed messages are dropped and counted.'
  if (policy === 'redeliver') return 'Failed messages are given back to their source and come again after a while.'
  if (policy === 'stop') return 'The first failed message stops the pipeline, with a sentence that says why.'
  const topic = settings.deadLetter?.topic
  return topic
    ? `Failed messages are written to the topic ${topic}, with the reason.`
    : 'The pipeline has no dead-letter topic yet.'
}

function joined(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'nothing') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
