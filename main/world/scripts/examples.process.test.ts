import { afterAll, describe, it } from 'vitest'
import { spec } from '../../../shared/operators/code.ts'
import type { OperatorSpec } from '../../../shared/operators/define.ts'
import { runExample } from '../../engine/testing/harness.ts'
import { liveClock } from '../../engine/testing/live-clock.ts'
import { createScriptHost } from './script-host.ts'

const host = createScriptHost()
afterAll(() => host.close())

describe('code', () => {
  it.each(spec.examples.map((example) => [example.title, example] as const))(
    'does what "%s" shows',
    (_title, example) =>
      runExample(spec as unknown as OperatorSpec, example, { world: { scripts: host }, clock: liveClock }),
  )
})
