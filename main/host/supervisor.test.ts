import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Transport } from '../../shared/ipc/contract.ts'
import type { StartedRun } from '../../shared/ipc/engine-process-contract.ts'
import type { Failure } from '../../shared/ipc/failure.ts'
import type { EngineState } from '../../shared/ipc/workspace-contract.ts'
import { superviseEngine, supervision } from './supervisor.ts'
import { fakeEngines } from './testing/fake-engines.ts'

const run = {
  runId: 'run-1',
  document: { format: 'sluice/1', id: 'orders', name: 'Orders' },
  parameters: { LIMIT: '5' },
} as unknown as StartedRun

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Lets promises settle without letting time pass. */
const settle = () => vi.advanceTimersByTimeAsync(0)

let secrets: Record<string, string> = {}

function setUp(options: Parameters<typeof fakeEngines>[0] = {}) {
  const { launcher, engines, last } = fakeEngines(options)
  const states: EngineState[] = []
  const readyTransports: Transport[] = []
  const givenUp: Failure[] = []
  const log = vi.fn()
  const supervisor = superviseEngine(
    launcher,
    {
      state: (state) => states.push(state),
      ready: (transport) => readyTransports.push(transport),
      givenUp: (failure) => givenUp.push(failure),
      secrets: () => secrets,
    },
    log,
  )
  const names = () => states.map((state) => state.state)
  return { supervisor, engines, last, states, names, readyTransports, givenUp, log }
}

describe('The supervisor', () => {
  it('says ready when the engine has answered, and hands out its transport', async () => {
    const { names, readyTransports } = setUp()
    expect(names()).toEqual(['starting'])
    await settle()
    expect(names()).toEqual(['starting', 'ready'])
    expect(readyTransports).toHaveLength(1)
  })

  it('tells each engine the secrets, before it resumes anything, and again when they change', async () => {
    secrets = { TOKEN: 'one' }
    const { supervisor, last } = setUp()
    await settle()
    expect(last().secrets).toEqual([{ TOKEN: 'one' }])
    secrets = { TOKEN: 'two' }
    supervisor.secretsChanged()
    await settle()
    expect(last().secrets).toEqual([{ TOKEN: 'one' }, { TOKEN: 'two' }])
    last().exit({ code: 1 })
    await vi.advanceTimersByTimeAsync(supervision.firstBackOff)
    await settle()
    expect(last().secrets).toEqual([{ TOKEN: 'two' }])
    secrets = {}
  })

  it('starts a crashed engine again after a pause that doubles', async () => {
    const { engines, last, names, states } = setUp()
    await settle()
    last().exit({ code: 1 })
    await settle()
    expect(names()).toEqual(['starting', 'ready', 'restarting'])
    expect(states.at(-1)?.failure?.message).toContain('ended with code 1')
    await vi.advanceTimersByTimeAsync(supervision.firstBackOff - 1)
    expect(engines).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(engines).toHaveLength(2)
    last().exit({ signal: 'SIGSEGV' })
    await vi.advanceTimersByTimeAsync(2 * supervision.firstBackOff - 1)
    expect(engines).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(engines).toHaveLength(3)
    expect(names().at(-1)).toBe('ready')
  })

  it('starts again what ran when the engine crashed, under the same id and parameters', async () => {
    const { last } = setUp()
    await settle()
    last().tellStarted([run])
    await settle()
    last().exit({ signal: 'SIGKILL' })
    await vi.advanceTimersByTimeAsync(supervision.firstBackOff)
    expect(last().resumed).toMatchObject([{ runId: 'run-1', parameters: { LIMIT: '5' } }])
  })

  it('does not start again what had ended before the crash', async () => {
    const { last } = setUp()
    await settle()
    last().tellStarted([run])
    last().tellStarted([])
    await settle()
    last().exit({ code: 1 })
    await vi.advanceTimersByTimeAsync(supervision.firstBackOff)
    expect(last().resumed).toEqual([])
  })

  it('gives up after five crashes in a minute, says so, and begins anew when asked', async () => {
    const { supervisor, engines, last, names, states, givenUp } = setUp()
    for (let crash = 1; crash <= supervision.crashLimit; crash++) {
      await vi.advanceTimersByTimeAsync(5_000)
      last().exit({ code: 7 })
      await settle()
    }
    expect(names().at(-1)).toBe('given-up')
    expect(states.at(-1)?.crashes).toBe(5)
    expect(givenUp.map((failure) => failure.code)).toEqual(['SLUICE-ENGINE-GIVEN-UP'])
    await vi.advanceTimersByTimeAsync(600_000)
    expect(engines).toHaveLength(5)
    supervisor.restart()
    await settle()
    expect(names().slice(-2)).toEqual(['starting', 'ready'])
  })

  it('goes on when five crashes are spread over more than a minute', async () => {
    const { last, names } = setUp()
    for (let crash = 1; crash <= 8; crash++) {
      await vi.advanceTimersByTimeAsync(20_000)
      last().exit({ code: 7 })
      await settle()
    }
    expect(names()).not.toContain('given-up')
  })

  it('kills an engine that stops answering, and starts another', async () => {
    const { engines, names, states } = setUp()
    await settle()
    engines[0]!.hang()
    await vi.advanceTimersByTimeAsync(supervision.pingEvery + supervision.pingTimeout)
    expect(engines[0]!.killed).toBe(true)
    expect(names()).toContain('restarting')
    expect(states.find((state) => state.failure)?.failure?.message).toContain('did not answer')
    await vi.advanceTimersByTimeAsync(supervision.firstBackOff)
    expect(engines).toHaveLength(2)
  })

  it('leaves an engine alone that answers', async () => {
    const { engines, names } = setUp()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(engines[0]!.killed).toBe(false)
    expect(names()).toEqual(['starting', 'ready'])
  })

  it('kills an engine that never begins to answer', async () => {
    const { engines } = setUp({ mute: () => true })
    await vi.advanceTimersByTimeAsync(supervision.startTimeout)
    expect(engines[0]!.killed).toBe(true)
  })

  it('asks the engine to end, and does not take that for a crash', async () => {
    const { supervisor, engines, names } = setUp()
    await settle()
    await supervisor.close()
    expect(engines[0]!.endAsked).toBe(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(engines).toHaveLength(1)
    expect(names()).toEqual(['starting', 'ready'])
  })

  it('kills an engine that does not end when asked', async () => {
    const { supervisor, engines } = setUp()
    await settle()
    engines[0]!.hang()
    const closed = supervisor.close()
    await vi.advanceTimersByTimeAsync(supervision.endTimeout)
    await closed
    expect(engines[0]!.killed).toBe(true)
  })

  it('starts nothing any more when it is closed during a pause', async () => {
    const { supervisor, engines, last } = setUp()
    await settle()
    last().exit({ code: 1 })
    await settle()
    await supervisor.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(engines).toHaveLength(1)
  })

  it('counts an engine that cannot be launched as crashed', async () => {
    const states: string[] = []
    const launcher = {
      launch: () => {
        throw new Error('no such program')
      },
    }
    superviseEngine(
      launcher,
      { state: (state) => states.push(state.state), ready: () => {}, givenUp: () => {}, secrets: () => ({}) },
      () => {},
    )
    await vi.advanceTimersByTimeAsync(30_000)
    expect(states).toEqual(['starting', 'restarting', 'restarting', 'restarting', 'restarting', 'given-up'])
  })
})
