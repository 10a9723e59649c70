import { describe, expect, it } from 'vitest'
import { createMessage, createOrigin } from '../../../shared/message.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { HeldMessages } from './held-messages.ts'

function scene() {
  const clock = createManualClock(0)
  const held = new HeldMessages(clock)
  const left: unknown[] = []
  const pass = (value: string, due: number, lane?: string | null) =>
    held.pass(
      createMessage(value, createOrigin('t', value)),
      due,
      lane,
      (_port, message) => void left.push(message.value),
    )
  return { clock, held, left, pass }
}

describe('messages that are held', () => {
  it('leave at once, without a promise, when they are due and nothing of their lane waits', () => {
    const { left, pass } = scene()
    expect([pass('a', 0, 'lane'), pass('b', -5), pass('c', 0, null)]).toEqual([undefined, undefined, undefined])
    expect(left).toEqual(['a', 'b', 'c'])
  })

  it('wait behind those of their lane, and no longer when these have left', async () => {
    const { clock, left, pass } = scene()
    const first = pass('a', 100, 'lane')
    const second = pass('b', 0, 'lane')
    expect(left).toEqual([])
    await clock.advance(100)
    await Promise.all([first, second])
    expect(left).toEqual(['a', 'b'])
    expect(pass('c', 100, 'lane')).toBeUndefined()
    expect(left).toEqual(['a', 'b', 'c'])
  })

  it('hand back what sending them returned or threw', async () => {
    const { clock, held } = scene()
    const message = createMessage(1, createOrigin('t', '1'))
    let goOn = () => {}
    const full = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const waits = held.pass(message, 10, null, () => full) as Promise<void>
    const fails = held.pass(message, 10, null, () => {
      throw new Error('no such port')
    }) as Promise<void>
    const refused = expect(fails).rejects.toThrow('no such port')
    let isOver = false
    void waits.then(() => {
      isOver = true
    })
    await clock.advance(10)
    await refused
    expect(isOver).toBe(false)
    goOn()
    await waits
  })

  it('are forgotten, with their timer, when the run is over', async () => {
    const { clock, held, left, pass } = scene()
    void pass('a', 10, 'lane')
    held.close()
    expect(clock.pending).toBe(0)
    await clock.advance(20)
    expect(left).toEqual([])
  })
})
