import { describe, expect, it, vi } from 'vitest'
import { fakeUtilityProcess } from './testing/fake-electron.ts'
import { type UtilityFork, utilityEngine } from './utility-engine.ts'

/** No process of any system has it. */
const nobody = 2 ** 30

function launch(pid: number | undefined) {
  const child = fakeUtilityProcess(pid)
  const fork = vi.fn<UtilityFork['fork']>(() => child)
  const log = vi.fn()
  const engine = utilityEngine({ fork }, '/app/engine.mjs', '/data/pipelines', log).launch()
  return { child, fork, log, engine }
}

describe('an engine as a utility process', () => {
  it('is started from its file with its folders, and prints where the app prints', () => {
    const { fork } = launch(nobody)
    expect(fork).toHaveBeenCalledExactlyOnceWith(
      '/app/engine.mjs',
      ['--data', '/data/pipelines/.sluice/data', '--folder', '/data/pipelines'],
      expect.objectContaining({ stdio: 'inherit', serviceName: 'Sluice engine' }),
    )
  })

  it('passes bare frames both ways', () => {
    const { child, engine } = launch(nobody)
    const taken: unknown[] = []
    engine.transport.onFrame((frame) => taken.push(frame))
    child.emit('message', { type: 'result' })
    engine.transport.send({ type: 'call' })
    expect(taken).toEqual([{ type: 'result' }])
    expect(child.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'call' })
  })

  it('says how it ended, and its transport closes with it', async () => {
    const { child, engine } = launch(nobody)
    const closed = vi.fn()
    engine.transport.onClose(closed)
    child.emit('exit', 7)
    expect(await engine.exited).toEqual({ code: 7, signal: null })
    expect(closed).toHaveBeenCalledExactlyOnceWith('the process exited')
  })

  it('does not take the app down with a fatal error', () => {
    const { child, log } = launch(nobody)
    child.emit('error', 'FatalError', 'v8::HandleScope', '{}')
    expect(log).toHaveBeenCalledExactlyOnceWith('error', expect.stringContaining('FatalError at v8::HandleScope'))
  })

  it('is killed without being asked', () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
    const { child, engine } = launch(nobody)
    engine.kill()
    expect(kill).toHaveBeenCalledExactlyOnceWith(nobody, 'SIGKILL')
    expect(child.kill).not.toHaveBeenCalled()
    kill.mockRestore()
  })

  it('that has gone already is not killed a second time', () => {
    expect(() => launch(nobody).engine.kill()).not.toThrow()
  })

  it('is asked to end while it has no process id yet', () => {
    const { child, engine } = launch(undefined)
    engine.kill()
    expect(child.kill).toHaveBeenCalledTimes(1)
  })
})
