import { produce } from 'immer'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../../shared/graph/schema.ts'
import { positionOf } from '../lookup.ts'
import { strayPortsOf } from '../stray-ports.ts'
import { drawing, specOf, wiresOf } from '../testing/drawings.ts'
import { setOption } from './options.ts'

const cases = (...ids: string[]) => ids.map((id) => ({ id, when: 'true' }))

function desks(): GraphDocument {
  const document = drawing(
    { feed: 'generator', sort: 'switch', gold: 'discard', rest: 'discard', below: 'discard', far: 'discard' },
    ['feed>sort', 'sort.gold>gold', 'sort.otherwise>rest'],
    { sort: [300, 0], below: [300, 160], far: [300, 400] },
  )
  return produce(document, (draft) => {
    draft.nodes[1]!.config = { cases: cases('gold') }
  })
}

const set = (document: GraphDocument, path: (string | number)[], value: unknown) =>
  produce(document, setOption('sort', path, value, specOf).change)

describe('an option that decides on ports', () => {
  it('takes the wires of a renamed port with it', () => {
    const renamed = set(desks(), ['cases', 0, 'id'], 'vip')
    expect(wiresOf(renamed)).toEqual(['feed.out>sort.in', 'sort.otherwise>rest.in', 'sort.vip>gold.in'])
  })

  it('leaves wires where they are when cases change places', () => {
    const two = set(desks(), ['cases'], cases('gold', 'large'))
    expect(wiresOf(set(two, ['cases'], cases('large', 'gold')))).toEqual(wiresOf(two))
  })

  it('keeps the wire of a port that is gone, and knows that it is stray', () => {
    const removed = set(desks(), ['cases'], undefined)
    expect(wiresOf(removed)).toEqual(wiresOf(desks()))
    expect(strayPortsOf(removed, 'sort', specOf)).toEqual({ inputs: [], outputs: ['gold'] })
  })

  it('has the wire again when the port comes back', () => {
    const back = set(set(desks(), ['cases'], undefined), ['cases'], cases('gold'))
    expect(strayPortsOf(back, 'sort', specOf).outputs).toEqual([])
  })

  it('pushes down what stands below a card that has grown, as far as it must', () => {
    const grown = set(desks(), ['cases'], cases('a', 'b', 'c', 'd', 'gold'))
    expect(positionOf(grown, 'below').y).toBeGreaterThanOrEqual(80 + 6 * 24)
    expect(positionOf(grown, 'far')).toEqual(positionOf(desks(), 'far'))
    expect(positionOf(grown, 'rest')).toEqual(positionOf(desks(), 'rest'))
    const more = set(desks(), ['cases'], cases(...Array.from({ length: 12 }, (_, index) => `c${index}`), 'gold'))
    const [below, far] = [positionOf(more, 'below').y, positionOf(more, 'far').y]
    expect(far - below).toBeGreaterThanOrEqual(84)
  })
})
