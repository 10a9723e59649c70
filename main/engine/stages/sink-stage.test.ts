import { describe, expect, test } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import { emptyLedger } from '../../../shared/run/ledger.ts'
import { createManualClock, settle, turn } from '../testing/manual-clock.ts'
import { recordingSource } from '../testing/recording-source.ts'
import { sink, tinyRunner } from '../testing/tiny-operators.ts'

const nodes = [
  { id: 'read', operator: 'recorded' },
  { id: 'write', operator: 'grouping' },
]
const edges = ['read.out>write.in']

/** A sink that gives all messages of a group one and the same receipt; the test ends the group. */
function groupingSink(rest: object) {
  const tried: unknown[] = []
  let group = Promise.withResolvers<void>()
  const onMessage = (message: Message) => {
    tried.push(message.value)
    return group.promise
  }
  return {
    tried,
    operator: sink('grouping', onMessage, rest),
    /** What comes from now on is given the same receipt, until `renew`. */
    confirm: () => group.resolve(),
    refuse: (reason: unknown) => group.reject(reason),
    renew: () => {
      group = Promise.withResolvers<void>()
    },
  }
}

async function start(values: readonly unknown[], rest: object = {}) {
  const source = recordingSource(values, { endless: true })
  const grouping = groupingSink(rest)
  const clock = createManualClock()
  const { startGraph } = tinyRunner(source.operator, grouping.operator)
  const { pipeline } = await startGraph({ nodes, edges }, { clock })
  await settle()
  return { source, grouping, clock, pipeline }
}

describe('a sink that gives several messages one receipt', () => {
  test('settles all of them by it', async () => {
    const { source, grouping, clock, pipeline } = await start([1, 2, 3])
    expect(pipeline.snapshot().ledger).toEqual({ ...emptyLedger, received: 3, inFlight: 3 })
    grouping.confirm()
    await clock.advance(100)
    expect(pipeline.snapshot().ledger).toEqual({ ...emptyLedger, received: 3, delivered: 3 })
    expect(source.acked).toEqual([0, 1, 2])
    await pipeline.stop()
  })

  test('tries all of them again, in order, when it is refused for now', async () => {
    const { grouping, clock, pipeline } = await start([1, 2, 3])
    grouping.refuse(fail('SLUICE-BROKER-AWAY', 'the broker is away'))
    await turn()
    expect(pipeline.snapshot().nodes.write?.depth).toBe(3)
    grouping.renew()
    await clock.advance(100)
    expect(grouping.tried.slice(3)).toEqual([1])
    grouping.confirm()
    await clock.advance(100)
    expect(grouping.tried.slice(3)).toEqual([1, 2, 3])
    expect(pipeline.snapshot().ledger).toEqual({ ...emptyLedger, received: 3, delivered: 3 })
    await pipeline.stop()
  })

  test('settles what comes with a receipt that is there already', async () => {
    const { source, grouping, clock, pipeline } = await start([1, 2, 3, 4], { maxPending: 1 })
    grouping.confirm()
    await clock.advance(100)
    expect(source.acked).toEqual([0, 1, 2, 3])
    expect(pipeline.snapshot().nodes.write?.depth).toBe(0)
    await pipeline.stop()
  })

  test('is told of each message that has come to its end', async () => {
    const told: unknown[] = []
    const settled = (message: Message, isWritten: boolean) => told.push([message.value, isWritten])
    const { grouping, clock, pipeline } = await start([1, 2], { settled })
    grouping.refuse(fail('SLUICE-BROKER-AWAY', 'the broker is away'))
    await turn()
    grouping.renew()
    grouping.confirm()
    await clock.advance(100)
    expect(told).toEqual([
      [1, false],
      [2, false],
      [1, true],
      [2, true],
    ])
    await pipeline.stop()
  })
})
