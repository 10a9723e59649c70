import type { EmbeddedExpression } from '../../operators/define.ts'
import { checkExpression, type ExpressionCheck } from '../../operators/lib/cel.ts'
import { checkTemplate } from '../../operators/lib/template.ts'
import type { Rule } from '../drawing.ts'
import { toText } from '../explain.ts'
import { quote } from '../nearest.ts'
import { error } from '../problem.ts'

interface Language {
  readonly code: string
  readonly noun: string
  readonly check: (text: string, variables: EmbeddedExpression['variables']) => ExpressionCheck
}

const languages: Readonly<Record<EmbeddedExpression['kind'], Language>> = {
  expression: { code: 'SLUICE-EXPRESSION', noun: 'an expression', check: checkExpression },
  template: { code: 'SLUICE-TEMPLATE', noun: 'a template', check: checkTemplate },
}

/** Expressions and templates inside options can be compiled. */
export const expressions: Rule = function* ({ nodes }) {
  for (const { id, spec, config, isOpen } of nodes) {
    if (spec?.expressions === undefined || config === null) continue
    for (const { kind, path, text, variables } of spec.expressions(config)) {
      if (isOpen(path)) continue
      const { code, noun, check } = languages[kind]
      const result = check(text, variables)
      if (result.ok) continue
      const where = `The step ${quote(id)}: ${quote(toText(path))} is not ${noun}, from character ${result.position + 1} on`
      yield error(code, { node: id, field: [...path] }, `${where}: ${result.problem}`)
    }
  }
}
