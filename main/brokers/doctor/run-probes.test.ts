import { describe, expect, it } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import type { DoctorResult } from '../../../shared/run/doctor.ts'
import { failed, note, type Outcome, ok, type Probe } from './probe.ts'
import { runProbes } from './run-probes.ts'

function probe(key: string, needs: readonly string[], run: Probe['run'], limitMs?: number): Probe {
  return { key, id: key, title: `the ${key}`, needs, run, ...(limitMs !== undefined && { limitMs }) }
}

async function results(probes: readonly Probe[], limitMs?: number): Promise<readonly DoctorResult[]> {
  const found: DoctorResult[] = []
  const signal = new AbortController().signal
  await runProbes(probes, { signal, report: (result) => found.push(result), ...(limitMs !== undefined && { limitMs }) })
  return found
}

const fine = async () => ok('Fine.')
const never = () => new Promise<Outcome>(() => {})

describe('probes', () => {
  it('are reported in the order of the list, whichever is done first', async () => {
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const late = probe('late', [], () => promise)
    const early = probe('early', [], async () => {
      resolve(ok('At last.'))
      return ok('Quick.')
    })
    expect((await results([late, early])).map(({ id }) => id)).toEqual(['late', 'early'])
  })

  it('whose ground failed are not tried, and say what is at the bottom of it', async () => {
    let tried = false
    const chain = [
      probe('ground', [], async () => failed('SLUICE-X', 'Broken.')),
      probe('wall', ['ground'], async () => {
        tried = true
        return ok('')
      }),
      probe('roof', ['wall'], fine),
      probe('shed', ['nothing-like-it'], fine),
    ]
    const found = await results(chain)
    expect(tried).toBe(false)
    expect(found.map(({ state }) => state)).toEqual(['failed', 'not-tried', 'not-tried', 'ok'])
    expect(found[2]!.sentence).toBe('Not tried: the ground comes first, and is not in order.')
  })

  it('go on after a note, unless it says otherwise', async () => {
    const notes = [
      probe('a', [], async () => note('SLUICE-X', 'Hm.')),
      probe('b', ['a'], async () => note('SLUICE-X', 'No.', { stops: true })),
      probe('c', ['b'], fine),
    ]
    expect((await results(notes)).map(({ state }) => state)).toEqual(['note', 'note', 'not-tried'])
  })

  it('that throw have failed, with their code where they have one', async () => {
    const thrown = [
      probe('a', [], () => Promise.reject(fail('SLUICE-SERVICE-URL', 'That is none.'))),
      probe('b', [], () => Promise.reject(new Error('ouch'))),
    ]
    expect((await results(thrown)).map(({ code }) => code)).toEqual(['SLUICE-SERVICE-URL', 'SLUICE-DOCTOR-STUMBLED'])
  })

  it('that never answer have failed after their limit', async () => {
    const [found] = await results([probe('hole', [], never, 20)])
    expect(found).toMatchObject({ state: 'failed', code: 'SLUICE-DOCTOR-SLOW' })
  })

  it('end together after the limit of all, and each is told', async () => {
    const holes = Array.from({ length: 30 }, (_, index) => probe(`hole ${index}`, [], never))
    const found = await results(holes, 50)
    expect(found).toHaveLength(30)
    expect(new Set(found.map(({ state }) => state))).toEqual(new Set(['not-tried']))
  })

  it('are not many at once', async () => {
    let now = 0
    let most = 0
    const counting = async () => {
      now += 1
      most = Math.max(most, now)
      await new Promise((resolve) => setImmediate(resolve))
      now -= 1
      return ok('')
    }
    await results(Array.from({ length: 50 }, (_, index) => probe(`p${index}`, [], counting)))
    expect(most).toBe(8)
    expect(now).toBe(0)
  })

  it('report nothing after they were stopped', async () => {
    const stopping = new AbortController()
    const found: DoctorResult[] = []
    const hole = probe('hole', [], never)
    const run = runProbes([probe('a', [], fine), hole], {
      signal: stopping.signal,
      report: (result) => found.push(result),
    })
    await new Promise((resolve) => setImmediate(resolve))
    stopping.abort()
    await run
    expect(found.map(({ id }) => id)).toEqual(['a'])
  })
})
