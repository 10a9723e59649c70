import { createLinearMatcher } from '../regex/linear-matcher.ts'

/** Topics of one namespace, by a regular expression over the last part of their names. */
export interface TopicPattern {
  /** `tenant/namespace` */
  readonly namespace: string
  /** Whether a full topic name is meant. */
  test(topic: string): boolean
}

const whole = /^(persistent|non-persistent):\/\/([-=:.\w]+)\/([-=:.\w]+)\/(.+)$/
const withoutDomain = /^([-=:.\w]+)\/([-=:.\w]+)\/(.+)$/

/**
 * Reads `persistent://tenant/namespace/EXPRESSION`, `tenant/namespace/EXPRESSION` or `EXPRESSION` alone for `public/default`. The
 * expression is matched from end to end, as Pulsar does, in time linear in the name. Throws an Error that says what is wrong.
 */
export function parseTopicPattern(text: string): TopicPattern {
  const { domain, namespace, expression } = partsOf(text)
  const prefix = `${domain}://${namespace}/`
  const matcher = createLinearMatcher(`^(?:${expression})$`)
  return { namespace, test: (topic) => topic.startsWith(prefix) && matcher.test(topic.slice(prefix.length)) }
}

/** Why a text is no pattern of topics; null when it is one. */
export function problemOfTopicPattern(text: string): string | null {
  try {
    parseTopicPattern(text)
    return null
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem)
  }
}

function partsOf(text: string): { domain: string; namespace: string; expression: string } {
  const [, domain = 'persistent', tenant, namespace, expression] = whole.exec(text) ?? shorter(text)
  if (tenant !== undefined && namespace !== undefined && expression !== undefined) {
    return { domain, namespace: `${tenant}/${namespace}`, expression }
  }
  if (text.includes('://')) {
    throw new Error('tenant and namespace must be written out, as in `persistent://public/default/orders-.*`')
  }
  return { domain: 'persistent', namespace: 'public/default', expression: text }
}

function shorter(text: string): readonly (string | undefined)[] {
  const [, ...parts] = withoutDomain.exec(text) ?? []
  return [undefined, undefined, ...parts]
}
