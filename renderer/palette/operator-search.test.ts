import { describe, expect, it } from 'vitest'
import { specList } from '../../shared/operators/specs.ts'
import { foundBy, operatorRank } from './operator-search.ts'

const found = (typed: string) =>
  specList
    .map((spec) => ({ id: spec.id, rank: operatorRank(spec, typed) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ id }) => id)

describe('searching an operator', () => {
  it.each([
    ['dead', []],
    ['flat m', ['flat-map', 'stateful-map']],
    ['Throt', ['throttle']],
  ])('by its own words: %s', (typed, ids) => {
    expect(found(typed)).toEqual(ids)
  })

  it.each([
    ['collect_window', 'window'],
    ['deserialize_value', 'deserialize'],
    ['pop.deserialize_value', 'deserialize'],
    ['PulsarDynamicSink', 'pulsar-dynamic-sink'],
    ['key_on', 'key-by'],
    ['fold_final', 'window'],
    ['PulsarError', 'error-message'],
  ])('by the name it has elsewhere: %s', (typed, id) => {
    expect(found(typed)).toContain(id)
  })

  it('puts titles before names from elsewhere, and those before words of the summary', () => {
    expect(found('map')[0]).toBe('map')
    expect(found('filter')[0]).toBe('filter')
  })

  it('lists everything while nothing is typed', () => {
    expect(found('  ')).toHaveLength(specList.length)
  })

  it('says by which name it was found, unless its own words say so', () => {
    const window = specList.find(({ id }) => id === 'window')!
    expect(foundBy(window, 'collect_window')).toBe('collect_window')
    expect(foundBy(window, 'win')).toBeNull()
  })
})
