import type { GraphDocument } from '../../../shared/graph/schema.ts'
import type { OperatorSpec } from '../../../shared/operators/define.ts'
import type { SpecLookup } from '../../model/lookup.ts'
import { fieldsOf } from './form-model.ts'

/** Every topic that a step of the document names, as it was written, sorted. Templates and parameters are left out. */
export function topicsIn(document: GraphDocument, specOf: SpecLookup): string[] {
  const found = document.nodes.flatMap((node) => {
    const spec = specOf(node.operator)
    return spec ? topicKeys(spec).flatMap((key) => node.config[key]) : []
  })
  const dead = document.settings.deadLetter?.topic
  const names = [...found, dead].filter(
    (name): name is string => typeof name === 'string' && name !== '' && !/[{}]/.test(name),
  )
  return [...new Set(names)].sort()
}

const keysBySpec = new WeakMap<OperatorSpec, readonly string[]>()

function topicKeys(spec: OperatorSpec): readonly string[] {
  let keys = keysBySpec.get(spec)
  if (!keys) {
    const fields = fieldsOf(spec.config).filter(({ control }) => control === 'topic' || control === 'topics')
    keys = fields.map((field) => field.key)
    keysBySpec.set(spec, keys)
  }
  return keys
}
