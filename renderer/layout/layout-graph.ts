import { Position as Side } from '@xyflow/react'
import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api'
import { edgeId, type GraphDocument } from '../../shared/graph/schema.ts'
import { portPlaces } from '../canvas/ports.ts'
import { cardHeight, cardPortsOf, cardSize } from '../model/card-ports.ts'
import { type Position, positionOf, type SpecLookup } from '../model/lookup.ts'
import { snapped } from '../model/placement.ts'

/** Room between cards of one column, and between columns: a wire with its label. */
const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.spacing.nodeNode': '40',
  'elk.layered.spacing.nodeNodeBetweenLayers': '88',
  'elk.spacing.componentComponent': '60',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
}

const sides: Readonly<Record<string, string>> = { [Side.Left]: 'WEST', [Side.Right]: 'EAST', [Side.Bottom]: 'SOUTH' }

/** The steps of a document, or those among `ids`, as the layout library takes them: ports where they stand on the card, so that wires cross little. */
export function layoutGraph(document: GraphDocument, specOf: SpecLookup, ids: ReadonlySet<string>): ElkNode {
  const ports = new Set<string>()
  const children = document.nodes.flatMap((node): ElkNode[] => {
    if (!ids.has(node.id)) return []
    const card = cardPortsOf(document, node, specOf)
    const places = portPlaces(card).map(({ id, side, x, y }): ElkPort => {
      const port = `${node.id}.${id}`
      ports.add(port)
      return { id: port, x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': sides[side]! } }
    })
    const layoutOptions = { 'elk.portConstraints': 'FIXED_POS' }
    return [{ id: node.id, width: cardSize.width, height: cardHeight(card), ports: places, layoutOptions }]
  })
  const edges = document.edges.flatMap((edge): ElkExtendedEdge[] => {
    const isDrawn = ports.has(edge.from) && ports.has(edge.to)
    return isDrawn ? [{ id: edgeId(edge), sources: [edge.from], targets: [edge.to] }] : []
  })
  return { id: 'pipeline', layoutOptions: options, children, edges }
}

/** Where the cards go: on the grid, with the upper left corner of them all where it was. */
export function placesOf(document: GraphDocument, laidOut: ElkNode): Readonly<Record<string, Position>> {
  const cards = laidOut.children ?? []
  const before = cards.map(({ id }) => positionOf(document, id))
  const left = Math.min(...before.map(({ x }) => x)) - Math.min(...cards.map(({ x = 0 }) => x))
  const top = Math.min(...before.map(({ y }) => y)) - Math.min(...cards.map(({ y = 0 }) => y))
  return Object.fromEntries(cards.map(({ id, x = 0, y = 0 }) => [id, snapped({ x: x + left, y: y + top })]))
}

/** Whether a drawing was never laid out: it has several steps, and none has a place. */
export function isWithoutPlaces({ nodes, layout }: GraphDocument): boolean {
  return nodes.length > 1 && nodes.every(({ id }) => layout.nodes[id] === undefined)
}
