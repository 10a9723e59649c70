import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { Command } from './command.ts'
import { pasteNodes } from './commands/clipboard.ts'
import { replaceDocument } from './commands/document.ts'
import { connect, disconnect } from './commands/edges.ts'
import { addNode, healNodes, moveNodes, removeNodes, renameNode, setConfig } from './commands/nodes.ts'
import { beginHistory, type History, perform, redo, revisionOf, undo } from './history.ts'
import { drawing, specOf } from './testing/drawings.ts'

const start = drawing({ feed: 'generator', keep: 'filter', end: 'discard' }, ['feed>keep', 'keep>end'])

/** A command made from the document it is given and some random numbers. */
const anyCommand = fc
  .tuple(fc.nat(7), fc.nat(), fc.nat(), fc.integer({ min: -500, max: 500 }))
  .map(([which, a, b, number]) => (document: GraphDocument): Command => {
    const pick = (index: number) => document.nodes[index % Math.max(1, document.nodes.length)]?.id ?? 'none'
    const commands: (() => Command)[] = [
      () => addNode(document, specOf(a % 2 ? 'map' : 'filter')!, { x: number, y: number }).command,
      () => removeNodes([pick(a)]),
      () => healNodes([pick(a)], specOf),
      () => moveNodes({ [pick(a)]: { x: number, y: a % 1000 } }, a % 3 === 0 ? 'drag' : undefined),
      () => renameNode(pick(a), b % 4 === 0 ? '' : `name ${b}`),
      () => setConfig(pick(a), ['deep', 'value'], b % 3 === 0 ? undefined : number, 'typing'),
      () => connect({ from: { node: pick(a), port: 'out' }, to: { node: pick(b), port: 'in' } }),
      () =>
        b % 2
          ? disconnect(document.edges.slice(0, 1).map((edge) => `${edge.from}>${edge.to}`))
          : pasteNodes(document, start, { x: number, y: 0 }).command,
    ]
    return commands[which]!()
  })

function performAll(history: History, makers: readonly ((document: GraphDocument) => Command)[]): History {
  return makers.reduce((current, make) => perform(current, make(current.document)), history)
}

function repeat(history: History, step: (history: History) => History): History {
  const next = step(history)
  return next === history ? history : repeat(next, step)
}

describe('history', () => {
  it('comes back to the first document by undo, and to the last by redo', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 25 }), (makers) => {
        const done = performAll(beginHistory(start), makers)
        const undone = repeat(done, undo)
        expect(undone.document).toEqual(start)
        expect(revisionOf(undone)).toBe(0)
        const redone = repeat(undone, redo)
        expect(redone.document).toEqual(done.document)
        expect(revisionOf(redone)).toBe(revisionOf(done))
      }),
      { numRuns: 150 },
    )
  })

  it('keeps every document it went through writable as JSON', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 15 }), (makers) => {
        const { document } = performAll(beginHistory(start), makers)
        expect(JSON.parse(JSON.stringify(document))).toEqual(document)
      }),
      { numRuns: 50 },
    )
  })

  it('makes one step of a gesture, however many commands it has', () => {
    let history = beginHistory(start)
    for (const x of [10, 20, 30]) history = perform(history, moveNodes({ feed: { x, y: 0 } }, 'drag 1'))
    expect(history.past).toHaveLength(1)
    expect(undo(history).document).toEqual(start)
    history = perform(history, moveNodes({ feed: { x: 40, y: 0 } }, 'drag 2'))
    expect(history.past).toHaveLength(2)
  })

  it('does not remember a command that changes nothing', () => {
    const history = beginHistory(start)
    expect(perform(history, moveNodes({ feed: { x: 0, y: 0 } }))).toBe(history)
  })

  it('gives up what was undone when something else is done', () => {
    const moved = perform(beginHistory(start), moveNodes({ feed: { x: 99, y: 0 } }))
    const other = perform(undo(moved), renameNode('feed', 'Source'))
    expect(redo(other)).toBe(other)
  })

  it('takes over a whole document in one step and keeps the parts that did not change', () => {
    const next = structuredClone(start)
    next.nodes[1]!.config = { condition: 'value.total > 1' }
    const history = perform(beginHistory(start), replaceDocument(next))
    expect(history.document).toEqual(next)
    expect(history.document.nodes[0]).toBe(start.nodes[0])
    expect(history.document.edges).toBe(start.edges)
    expect(undo(history).document).toEqual(start)
  })
})
