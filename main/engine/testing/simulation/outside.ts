import { fail } from '../../../../shared/ipc/failure.ts'
import type { HttpPort, ScriptBatch, ScriptHost, ScriptResult } from '../../ports.ts'
import { type CodeState, resultOfCode } from './code-step.ts'
import type { Item } from './payload.ts'
import { answer, type Life, type Scene } from './scene.ts'
import { isFound } from './steps.ts'

/** A service that answers lookups, slowly and not always at the first try. */
export function simulatedHttp(scene: Scene, life: Life): HttpPort {
  const body = new TextEncoder().encode('{"found":true}')
  return {
    get({ url }) {
      const ms = scene.draw.chance(0.2) ? scene.draw.integer(20, 600) : scene.draw.integer(0, 10)
      return answer(scene, life, ms, () => {
        if (scene.weather.strikes('failed-lookup')) throw fail('SLUICE-HTTP-FAILED', 'The simulated service is away.')
        return { status: isFound(url.split('/').at(-1) as string) ? 200 : 403, headers: {}, body }
      })
    },
  }
}

/** Runs the code of simulated pipelines, which is written in `code-step.ts`. */
export function simulatedScripts(scene: Scene, life: Life): ScriptHost {
  const run = (batch: ScriptBatch) => {
    const states = new Map<string, unknown>()
    const results = batch.messages.map(({ value, key }): ScriptResult => {
      const before = (states.get(key ?? '') ?? batch.states.get(key ?? '') ?? []) as CodeState
      const result = resultOfCode(value as Item)
      if (result === 'fails') return { failure: { code: 'SLUICE-CODE-THREW', message: 'The item is wrong.' } }
      states.set(key ?? '', [...before, (value as Item).u])
      return { outputs: result.map(({ port, item }) => ({ port, message: { value: item } })) }
    })
    return { results, states }
  }
  return {
    load: () =>
      answer(scene, life, scene.draw.integer(0, 5), () => ({
        restarts: 0,
        run: (batch) => answer(scene, life, scene.draw.integer(0, 60), () => run(batch)),
        close: async () => {},
      })),
  }
}
