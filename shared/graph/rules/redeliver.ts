import type { Diagnostic, Fix } from '../diagnostic.ts'
import type { Drawing, DrawnNode, Rule } from '../drawing.ts'
import { listNames, quote } from '../nearest.ts'
import type { Wire } from '../order.ts'
import { toPointer } from '../patch.ts'
import { error, info, warning } from '../problem.ts'

/** Where failed messages are to be given back to their source: whether it takes them, for how long, and what is done twice. */
export const redeliver: Rule = function* (drawing) {
  for (const drawn of drawing.nodes) {
    if (!givesBack(drawn, drawing)) continue
    const origins = originsOf(drawn, drawing)
    yield* refusals(drawn, origins, drawing)
    yield* endless(drawn, origins.sources)
    if (origins.isShared) yield doneTwice(drawn)
  }
}

function givesBack({ id, node, spec }: DrawnNode, { document, wiring: { outOf } }: Drawing): boolean {
  if (spec?.errors !== true || outOf(id).some(({ from }) => from.port === 'errors')) return false
  return (node.onError ?? document.settings.unhandledErrors) === 'redeliver'
}

/** Where the messages of a step come from. */
interface Origins {
  /** Sources whose own messages arrive, perhaps changed on the way. */
  readonly sources: readonly DrawnNode[]
  /** Steps that make new messages out of what they remember. */
  readonly makers: readonly DrawnNode[]
  /** Whether other messages made of the same source message go other ways. */
  readonly isShared: boolean
}

function originsOf(drawn: DrawnNode, { byId, wiring }: Drawing): Origins {
  const found = { sources: [] as DrawnNode[], makers: [] as DrawnNode[], isShared: false }
  const waiting: (readonly [DrawnNode, Wire | null])[] = [[drawn, null]]
  const seen = new Set<string>()
  for (const [node, left] of waiting) {
    if (left !== null) found.isShared ||= makesMany(node, left, wiring.outOf(node.id))
    if (seen.has(node.id)) continue
    seen.add(node.id)
    if (node.spec?.kind === 'source') found.sources.push(node)
    if (left !== null && left.from.port !== 'errors' && node.spec?.cardinality === 'absorb') found.makers.push(node)
    else for (const wire of wiring.into(node.id)) waiting.push(...before(wire, byId))
  }
  return found
}

function before(wire: Wire, byId: Drawing['byId']): readonly (readonly [DrawnNode, Wire])[] {
  const node = byId.get(wire.from.node)
  return node === undefined ? [] : [[node, wire]]
}

function makesMany({ spec }: DrawnNode, left: Wire, leaving: readonly Wire[]): boolean {
  const isData = left.from.port !== 'errors'
  return (
    (isData && spec?.cardinality === 'many') || leaving.filter(({ from }) => from.port === left.from.port).length > 1
  )
}

function* refusals(drawn: DrawnNode, { sources, makers }: Origins, { document }: Drawing): Iterable<Diagnostic> {
  const place = { node: drawn.id }
  const subject = `A message on which the step ${quote(drawn.id)} fails cannot be given back`
  if (document.settings.delivery === 'at-most-once') {
    const reason = 'with "delivery": "at-most-once" it was acknowledged when it was read'
    return yield error('SLUICE-REDELIVER', place, `${subject}: ${reason}. ${advice}`)
  }
  const known = [...makers, ...sources.filter(({ spec }) => spec !== null)]
  const unable = known.filter((node) => makers.includes(node) || node.spec?.takesBack === undefined)
  if (unable.length === 0) return
  const from = listNames(unable.map(({ id }) => id))
  if (unable.length === known.length)
    yield error('SLUICE-REDELIVER', place, `${subject}: it ${whyNot(unable, makers)}. ${advice}`)
  else
    yield warning(
      'SLUICE-REDELIVER',
      place,
      `${subject} when it comes from ${from}: it ${whyNot(unable, makers)}, and the pipeline would stop. ${advice}`,
    )
}

const advice = 'Wire the errors port, or choose another "on error".'

function whyNot(unable: readonly DrawnNode[], makers: readonly DrawnNode[]): string {
  const isMade = unable.every((node) => makers.includes(node))
  return isMade ? 'was made from what a step remembers' : 'comes from a source that can deliver no message twice'
}

function* endless({ id }: DrawnNode, sources: readonly DrawnNode[]): Iterable<Diagnostic> {
  for (const source of sources) {
    if (source.config === null || source.spec?.takesBack?.(source.config).givesUp !== false) continue
    const message = `A message on which the step ${quote(id)} always fails comes again for ever: the source ${quote(source.id)} has no dead-letter policy that would give it up.`
    yield warning('SLUICE-REDELIVER-ENDLESS', { node: source.id }, message, givingUp(source))
  }
}

function givingUp({ index, node }: DrawnNode): Fix {
  const { consumer } = node.config
  const hasConsumer = typeof consumer === 'object' && consumer !== null
  const policy = { maxRedeliverCount: 3 }
  const at = ['nodes', index, 'config', 'consumer']
  const path = toPointer(hasConsumer ? [...at, 'deadLetterPolicy'] : at)
  const value = hasConsumer ? policy : { deadLetterPolicy: policy }
  return { title: 'Give it up after 3 redeliveries', patch: [{ op: 'add', path, value }] }
}

function doneTwice({ id }: DrawnNode): Diagnostic {
  const message = `A message that the step ${quote(id)} gives back is worked on again from its source: what its other branches have written by then is written again.`
  return info('SLUICE-REDELIVER-TWICE', { node: id }, message)
}
