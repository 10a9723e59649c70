import type { OperatorSpec } from '../../../shared/operators/define.ts'

/** `Branch: sends each message one way or the other` */
export function kindLine({ title, summary }: OperatorSpec): string {
  const words = summary.replace(/\.$/, '')
  const isAcronym = /^[A-Z]{2}/.test(words)
  return `${title}: ${isAcronym ? words : words.charAt(0).toLowerCase() + words.slice(1)}`
}
