import type { OperatorSpec, PaletteGroup } from '../../shared/operators/define.ts'
import { findSpec, specList } from '../../shared/operators/specs.ts'
import type { SpecLookup } from './lookup.ts'

export const specOf: SpecLookup = findSpec

const groupOrder: readonly PaletteGroup[] = ['Sources', 'Shape', 'Route', 'Remember', 'Watch', 'Sinks']

/** The palette's headings with the operators under each, those without any left out. */
export const paletteGroups: readonly { readonly title: PaletteGroup; readonly specs: readonly OperatorSpec[] }[] =
  groupOrder
    .map((title) => ({ title, specs: specList.filter((spec) => spec.group === title) }))
    .filter(({ specs }) => specs.length > 0)
