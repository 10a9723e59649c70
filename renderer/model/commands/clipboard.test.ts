import { produce } from 'immer'
import { describe, expect, it } from 'vitest'
import { readDocument, writeDocument } from '../document-text.ts'
import { positionOf } from '../lookup.ts'
import { drawing, wiresOf } from '../testing/drawings.ts'
import { excerpt, pasteNodes } from './clipboard.ts'

const document = drawing({ feed: 'generator', keep: 'filter', end: 'discard' }, ['feed>keep', 'keep>end'])

describe('copy and paste', () => {
  it('copies steps with the wires between them, as a document', () => {
    const copied = readDocument(writeDocument(excerpt(document, ['feed', 'keep'])))
    expect(copied.nodes.map((node) => node.id)).toEqual(['feed', 'keep'])
    expect(wiresOf(copied)).toEqual(['feed.out>keep.in'])
  })

  it('pastes under new ids and names, keeping wires and places to each other', () => {
    const { command, ids } = pasteNodes(document, excerpt(document, ['feed', 'keep']), { x: 0, y: 0 })
    const pasted = produce(document, command.change)
    expect(ids).toEqual(['feed-2', 'keep-2'])
    expect(pasted.nodes.slice(3).map((node) => node.name)).toEqual(['feed 2', 'keep 2'])
    expect(wiresOf(pasted)).toContain('feed-2.out>keep-2.in')
    expect(positionOf(pasted, 'keep-2').x - positionOf(pasted, 'feed-2').x).toBe(300)
  })

  it('steps aside as a whole when the place is taken', () => {
    const { command } = pasteNodes(document, excerpt(document, ['feed', 'keep']), { x: 0, y: 0 })
    const pasted = produce(document, command.change)
    expect(positionOf(pasted, 'feed-2')).toEqual({ x: 0, y: 100 })
    expect(positionOf(pasted, 'keep-2')).toEqual({ x: 300, y: 100 })
  })

  it('brings the connections it needs and changes none that is there', () => {
    const foreign = {
      ...excerpt(document, ['end']),
      connections: {
        main: { type: 'pulsar', serviceUrl: 'pulsar://far:6650', transport: 'auto' },
        far: { type: 'embedded' },
      } as const,
    }
    const pasted = produce(document, pasteNodes(document, foreign, { x: 0, y: 0 }).command.change)
    expect(pasted.connections).toEqual({ main: { type: 'embedded' }, far: { type: 'embedded' } })
  })
})
