import { describe, expect, test } from 'vitest'
import { downstream, findCycle, topologicalOrder, upstream } from './order.ts'

/** `draw('a b c', 'a>b b>c')` */
function draw(nodes: string, edges: string) {
  return {
    nodes: nodes.split(' ').map((id) => ({ id, operator: 'merge', config: {} })),
    edges: edges
      .split(' ')
      .filter((edge) => edge !== '')
      .map((edge) => ({ from: `${edge.split('>')[0]}.out`, to: `${edge.split('>')[1]}.in` })),
  }
}

describe('the order of nodes', () => {
  test('puts every node behind those that feed it', () => {
    expect(topologicalOrder(draw('d c b a', 'a>b a>c b>d c>d'))).toEqual(['a', 'b', 'c', 'd'])
  })

  test('is the order of the document where nothing is wired', () => {
    expect(topologicalOrder(draw('b a c', ''))).toEqual(['b', 'a', 'c'])
  })

  test('does not exist where there is a cycle', () => {
    expect(topologicalOrder(draw('a b', 'a>b b>a'))).toBeNull()
  })

  test('ignores wires to nodes that do not exist', () => {
    expect(topologicalOrder(draw('a b', 'x>a a>b b>y'))).toEqual(['a', 'b'])
  })
})

describe('a cycle', () => {
  const path = (nodes: string, edges: string) =>
    findCycle(draw(nodes, edges))?.map((wire) => wire.id.replaceAll(/\.\w+/g, '')) ?? null

  test('is told as the wires one travels', () => {
    expect(path('s a b c', 's>a a>b b>c c>a')).toEqual(['a>b', 'b>c', 'c>a'])
  })

  test('may be one wire long', () => {
    expect(path('a b', 'a>b b>b')).toEqual(['b>b'])
  })

  test('is not seen in two ways that meet again', () => {
    expect(path('a b c d', 'a>b a>c b>d c>d')).toBeNull()
  })

  test('is found at the end of a very long chain', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `n${index}`)
    const chain = ids.slice(1).map((id, index) => `${ids[index]}>${id}`)
    expect(path(ids.join(' '), [...chain, 'n19999>n19998'].join(' '))).toEqual(['n19998>n19999', 'n19999>n19998'])
  })
})

test('what can be reached goes with the wires downstream and against them upstream', () => {
  const drawn = draw('a b c d e', 'a>b b>c d>c c>e')
  expect([...downstream(drawn, 'b')].sort()).toEqual(['c', 'e'])
  expect([...downstream(drawn, ['a', 'd'])].sort()).toEqual(['b', 'c', 'e'])
  expect([...upstream(drawn, 'c')].sort()).toEqual(['a', 'b', 'd'])
  expect(downstream(drawn, 'e').size).toBe(0)
})
