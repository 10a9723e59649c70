import { specList } from '../../shared/operators/specs.ts'
import { fromBytewaxPage } from './from-bytewax-page.ts'
import { operatorIndex, operatorPage } from './operator-page.ts'

/** Every generated page: its path from the project's folder, and its text. */
export function generatedPages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/operators/README.md', operatorIndex(specList)],
    ['docs/operators/from-bytewax.md', fromBytewaxPage()],
    ...specList.map((spec) => [`docs/operators/${spec.id}.md`, operatorPage(spec)] as const),
  ])
}
