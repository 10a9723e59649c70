import { produce } from 'immer'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import { moveNodes, renameNode } from '../model/commands/nodes.ts'
import { createDocumentStore } from '../model/document-store.ts'
import { createSelectionStore } from '../model/selection-store.ts'
import { drawing, specOf } from '../model/testing/drawings.ts'
import { createFlowStore } from './flow-store.ts'
import { projectEdges, projectNodes } from './project.ts'

const document = drawing({ feed: 'generator', keep: 'filter', end: 'discard', bad: 'discard' }, [
  'feed>keep',
  'keep>end',
  'keep.errors>bad',
])

const scene = (of: GraphDocument, selected: string[] = []) => ({
  document: of,
  selectedNodes: new Set(selected),
  selectedEdges: new Set<string>(),
  specOf,
})

describe('the projection of a document', () => {
  it('replaces only the card that moved', () => {
    const before = projectNodes([], scene(document))
    const moved = produce(document, moveNodes({ keep: { x: 300, y: 40 } }).change)
    const after = projectNodes(before, scene(moved))
    expect(after.map((node, index) => node === before[index])).toEqual([true, false, true, true])
  })

  it('is the same list when nothing it shows has changed', () => {
    const before = projectNodes([], scene(document))
    const renamed = produce(document, renameNode('keep', 'Other').change)
    expect(projectNodes(before, scene(renamed))).toBe(before)
  })

  it('declares size and ports up front', () => {
    const [, keep] = projectNodes([], scene(document))
    expect([keep!.width, keep!.height]).toEqual([212, 84])
    expect(keep!.handles?.map(({ id, type }) => `${type} ${id}`)).toEqual(['target in', 'source out', 'source errors'])
  })

  it('shows steps that only errors reach in the colour of errors', () => {
    expect(projectNodes([], scene(document)).map((node) => node.data.kind)).toEqual([
      'source',
      'transform',
      'sink',
      'error',
    ])
  })

  it('keeps an operator it does not know, with the ports its wires use', () => {
    const future = drawing({ feed: 'generator', odd: 'from-the-future', end: 'discard' }, [
      'feed>odd.left',
      'odd.late>end',
    ])
    const nodes = projectNodes([], scene(future))
    expect(nodes[1]!.data.kind).toBe('unknown')
    expect(nodes[1]!.handles?.map((handle) => handle.id)).toEqual(['left', 'late'])
    expect(projectEdges([], nodes, scene(future))).toHaveLength(2)
  })

  it('leaves out a wire that has no place to be drawn', () => {
    const broken = drawing({ feed: 'generator' }, ['feed>gone'])
    expect(projectEdges([], projectNodes([], scene(broken)), scene(broken))).toEqual([])
  })

  it('draws a wire to a port that does not exist, marked, and its card with that port', () => {
    const broken = drawing({ feed: 'generator', sort: 'switch', end: 'discard' }, ['feed>sort', 'sort.gold>end'])
    const nodes = projectNodes([], scene(broken))
    expect(nodes[1]!.handles?.map(({ id }) => id)).toEqual(['in', 'otherwise', 'gold', 'errors'])
    expect(projectEdges([], nodes, scene(broken)).map(({ data }) => data?.gone)).toEqual([[], ['sort.gold']])
  })

  it('gives each card the height that its ports need, and puts each port in its row', () => {
    const wide = drawing({ keep: 'filter', put: 'join', count: 'window' })
    const [keep, put, count] = projectNodes([], scene(wide))
    expect([keep, put, count].map((node) => node!.height)).toEqual([84, 132, 156])
    const middles = (node: typeof put) => node!.handles?.map(({ id, y }) => `${id} ${y + 6}`)
    expect(middles(keep)).toEqual(['in 42', 'out 42', 'errors 84'])
    expect(middles(put)).toEqual(['left 88', 'right 112', 'out 42', 'errors 132'])
  })
})

describe('dragging', () => {
  const open = () => {
    const documents = createDocumentStore(document)
    const flow = createFlowStore({ documents, selection: createSelectionStore(), specOf })
    return { documents, flow }
  }
  const step = (x: number, dragging: boolean) => [
    { type: 'position', id: 'keep', position: { x, y: 0 }, dragging } as const,
  ]

  it('moves the projection alone until the card is dropped, then is one step of undo', () => {
    const { documents, flow } = open()
    for (const x of [310, 320, 340]) flow.getState().nodesChanged([...step(x, true)])
    expect(documents.getState().document).toBe(document)
    expect(flow.getState().nodes[1]!.position.x).toBe(340)
    flow.getState().nodesChanged([...step(360, false)])
    expect(documents.getState().document.layout.nodes.keep!.x).toBe(360)
    documents.getState().undo()
    expect(flow.getState().nodes[1]!.position.x).toBe(300)
  })

  it('leaves the other cards the objects they were', () => {
    const { flow } = open()
    const before = flow.getState().nodes
    flow.getState().nodesChanged([...step(400, true)])
    flow.getState().nodesChanged([...step(400, false)])
    const after = flow.getState().nodes
    expect([after[0], after[2], after[3]]).toEqual([before[0], before[2], before[3]])
    expect(after[0]).toBe(before[0])
  })
})
