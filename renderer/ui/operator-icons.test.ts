import { expect, it } from 'vitest'
import { specList } from '../../shared/operators/specs.ts'
import { operatorIcons } from './operator-icons.ts'

it('has the icon of every operator, and none that no operator uses', () => {
  const used = new Set(specList.map((spec) => spec.icon))
  expect(Object.keys(operatorIcons).sort()).toEqual([...used].sort())
})
