import { fail } from '../../../shared/ipc/failure.ts'
import { type Problem, problemOf } from '../../../shared/operators/lib/json-schema/words.ts'
import type { spec } from '../../../shared/operators/validate.ts'
import type { HostedTransformRun } from './contract.ts'
import { compileSchema, type Faults } from './schema-validator.ts'

/** Problems told in words, at most. */
const mostTold = 20

/** Here and not with its spec, because compiling a schema makes code, which the page's security policy forbids. */
export const run: HostedTransformRun<typeof spec> = (config) => {
  const findFaults = compileSchema(config.schema)
  return {
    onMessage(message, emit) {
      if (message.value instanceof Uint8Array) throw stillBytes()
      const faults = findFaults(message.value)
      if (faults === null) return emit('out', message)
      throw doesNotFit(faults)
    },
  }
}

function stillBytes() {
  return fail(
    'SLUICE-VALIDATE-BYTES',
    'The value is still bytes; a schema speaks of decoded values. Put a Deserialize step before.',
  )
}

function doesNotFit({ errors, complete }: NonNullable<Faults>) {
  // That a condition's branch does not fit is told by the rules inside the branch.
  const telling = errors.filter(({ keyword }) => keyword !== 'if')
  const problems = (telling.length > 0 ? telling : errors).map(problemOf)
  const told = problems.slice(0, mostTold)
  const text = told.map(({ path, rule, problem }) => `\`${path}\` ${problem} (${rule})`).join('; ')
  return fail('SLUICE-VALIDATE', `The value does not fit its schema${introduction(problems, complete)}: ${text}.`, {
    detail: { problems: told, ...(complete ? { count: problems.length } : {}) },
  })
}

function introduction(problems: readonly Problem[], complete: boolean): string {
  if (!complete) return ', and is too large to list all that is wrong; first'
  if (problems.length === 1) return ''
  return `, ${problems.length} problems${problems.length > mostTold ? `, the first ${mostTold}` : ''}`
}
