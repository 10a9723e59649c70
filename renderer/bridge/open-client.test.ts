import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeHome } from './testing/fake-home.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const examples = async () => []

describe('the connection to the home', () => {
  it('opens, and tells whoever waits for it', async () => {
    const { home } = fakeHome({ workspace: { examples } })
    const opened = vi.fn()
    home.onOpen(opened)
    expect(home.link.getState().state).toBe('connecting')
    await vi.advanceTimersByTimeAsync(0)
    expect(home.link.getState().state).toBe('open')
    expect(opened).toHaveBeenCalledTimes(1)
    await expect(home.workspace.call('examples', {})).resolves.toEqual([])
  })

  it('refuses calls while there is none, in words', async () => {
    const { home } = fakeHome()
    await expect(home.engine.call('runs', {})).rejects.toMatchObject({ failure: { code: 'SLUICE-NOT-CONNECTED' } })
  })

  it('comes back after a loss, with the same clients, and tells again', async () => {
    const { home, cut, dials } = fakeHome({ workspace: { examples } })
    const opened = vi.fn()
    home.onOpen(opened)
    await vi.advanceTimersByTimeAsync(0)
    const { workspace } = home
    cut()
    expect(home.link.getState().state).toBe('lost')
    await vi.advanceTimersByTimeAsync(400)
    expect([dials(), opened.mock.calls.length]).toEqual([2, 2])
    await expect(workspace.call('examples', {})).resolves.toEqual([])
  })

  it('rejects what was under way when the connection broke', async () => {
    const { home, cut } = fakeHome({ workspace: { examples: () => new Promise(() => {}) } })
    await vi.advanceTimersByTimeAsync(0)
    const call = home.workspace.call('examples', {})
    const rejected = expect(call).rejects.toMatchObject({ failure: { code: 'SLUICE-PEER-GONE' } })
    cut()
    await vi.advanceTimersByTimeAsync(0)
    await rejected
  })

  it('does not try again once it is closed', async () => {
    const { home, cut, dials } = fakeHome()
    await vi.advanceTimersByTimeAsync(0)
    home.close()
    cut()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(dials()).toBe(1)
  })
})
