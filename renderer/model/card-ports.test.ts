import { describe, expect, it } from 'vitest'
import { specList } from '../../shared/operators/specs.ts'
import { cardHeight, cardPortsOf, heightOfNew } from './card-ports.ts'
import { drawing, specOf } from './testing/drawings.ts'

const portsAt = (operator: string, config: Record<string, unknown> = {}, wires: string[] = []) => {
  const document = drawing({ it: operator, other: 'map' }, wires)
  const node = { ...document.nodes[0]!, config }
  return cardPortsOf({ ...document, nodes: [node, ...document.nodes.slice(1)] }, node, specOf)
}

const outputs = (...parts: Parameters<typeof portsAt>) =>
  portsAt(...parts).outputs.map(({ id, title, state }) => `${id} “${title}” ${state}`)

describe('the ports of a card', () => {
  it('are called by their titles', () => {
    const cases = [{ id: 'gold', title: 'Gold customers' }, { id: 'large' }, { id: 'constructor' }]
    expect(outputs('switch', { cases })).toEqual([
      'gold “Gold customers” plain',
      'large “large” plain',
      'constructor “constructor” plain',
      'otherwise “otherwise” plain',
    ])
  })

  it('tell which of them may stay unwired', () => {
    expect(outputs('window')).toEqual(['out “out” plain', 'late “late” optional', 'meta “meta” optional'])
  })

  it('keep those that only a wire still speaks of', () => {
    expect(outputs('switch', {}, ['it.gold>other'])).toEqual(['otherwise “otherwise” plain', 'gold “gold” gone'])
    expect(portsAt('generator', {}, ['other.out>it.in']).inputs).toMatchObject([{ id: 'in', state: 'gone' }])
  })
})

describe('the height of a card', () => {
  it('is that of a plain card while no port needs a name', () => {
    for (const operator of ['filter', 'generator', 'discard', 'from-the-future'])
      expect(cardHeight(portsAt(operator))).toBe(84)
  })

  it('grows by one row for each port of the fuller side', () => {
    const sides = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    expect(cardHeight(portsAt('branch'))).toBe(132)
    expect(cardHeight(portsAt('join', { sides }))).toBe(84 + 8 * 24)
  })

  it('keeps to the grid for every operator', () => {
    for (const spec of specList) expect(heightOfNew(spec) % 4).toBe(0)
  })
})
