import { describe, expect, it } from 'vitest'
import { documentOf } from '../../../shared/graph/testing/documents.ts'
import { emptyLedger, isBalanced, type Ledger } from '../../../shared/run/ledger.ts'
import type { RunState } from '../../../shared/run/status.ts'
import { createFleet } from './fleet.ts'
import type { Worker, WorkerEnd } from './worker.ts'
import type { Progress } from './worker-contract.ts'

type Delivery = 'at-least-once' | 'at-most-once'

const documentWith = (delivery: Delivery) =>
  documentOf({ format: 'sluice/1', id: 'orders', name: 'Orders', settings: { delivery }, nodes: [], edges: [] })

interface Moment {
  readonly at?: number
  readonly lastActivity?: number
  readonly ledger?: Partial<Ledger>
  readonly isExhausted?: boolean
  readonly state?: RunState
}

function progressOf({
  at = 1_000,
  lastActivity = 0,
  ledger,
  isExhausted = false,
  state = 'running',
}: Moment): Progress {
  return {
    snapshot: {
      status: { runId: 'r', pipeline: 'orders', state, startedAt: 0 },
      at,
      ledger: { ...emptyLedger, ...ledger },
      sampleData: emptyLedger,
      fromState: emptyLedger,
      nodes: {},
      edges: {},
      topics: { t: 1 },
    },
    lastActivity,
    isExhausted,
  }
}

/** A worker that is where the test says, and remembers what it was told. */
function fakeWorker(first?: Moment) {
  const ended = Promise.withResolvers<WorkerEnd>()
  const told: string[] = []
  let progress = first === undefined ? null : progressOf(first)
  const worker: Worker = {
    pid: 1,
    get progress() {
      return progress
    },
    start: async (document) => void told.push(`start ${document.name}`),
    drain: () => void told.push('drain'),
    stop: () => void told.push('stop'),
    kill: () => void told.push('kill'),
    ended: ended.promise,
    close: async () => {},
  }
  return {
    worker,
    told,
    is: (moment: Moment) => {
      progress = progressOf(moment)
    },
    ends: (end: Partial<WorkerEnd>) =>
      ended.resolve({ snapshot: progress === null ? null : progress.snapshot, failure: null, ...end }),
  }
}

function fleetOf(moments: readonly (Moment | undefined)[], delivery: Delivery = 'at-least-once') {
  const fakes = moments.map((moment) => fakeWorker(moment))
  const fleet = createFleet(
    fakes.map(({ worker }) => worker),
    documentWith(delivery),
  )
  return { fleet, fakes }
}

describe('a fleet of workers', () => {
  it('starts the first with the sample data and the others without, and passes on what it is told', async () => {
    const { fleet, fakes } = fleetOf([{}, {}, {}])
    const shared = documentWith('at-least-once')
    await fleet.start({ first: { ...shared, name: 'all' }, others: { ...shared, name: 'rest' } }, {})
    fleet.drain()
    fleet.stop()
    fleet.kill()
    expect(fakes.map(({ told }) => told[0])).toEqual(['start all', 'start rest', 'start rest'])
    for (const { told } of fakes) expect(told.slice(1)).toEqual(['drain', 'stop', 'kill'])
  })

  it('counts over all, and only when all have been heard of', () => {
    const { fleet, fakes } = fleetOf([{ ledger: { received: 3, delivered: 3 } }, undefined])
    expect(fleet.received()).toBe(0)
    expect(fleet.snapshot()).toBeNull()
    fakes[1]!.is({ ledger: { received: 4, inFlight: 4 } })
    expect(fleet.received()).toBe(7)
    expect(fleet.snapshot()).toMatchObject({ ledger: { received: 7, delivered: 3, inFlight: 4 }, topics: { t: 2 } })
  })

  it('is idle when nothing has happened anywhere, by the oldest word there is of it', () => {
    const { fleet, fakes } = fleetOf([
      { at: 10_000, lastActivity: 1_000 },
      { at: 10_000, lastActivity: 7_500 },
    ])
    expect(fleet.isIdleFor(2_500)).toBe(true)
    expect(fleet.isIdleFor(2_501)).toBe(false)
    // Not heard of for a while: it may be busy since.
    fakes[0]!.is({ at: 9_000, lastActivity: 1_000 })
    expect(fleet.isIdleFor(2_500)).toBe(false)
    fakes[0]!.is({ at: 10_000, lastActivity: 1_000, ledger: { received: 1, inFlight: 1 } })
    expect(fleet.isIdleFor(2_500)).toBe(false)
  })

  it('is exhausted when every worker is', () => {
    const { fleet, fakes } = fleetOf([{ isExhausted: true }, {}])
    expect(fleet.isExhausted()).toBe(false)
    fakes[1]!.is({ isExhausted: true })
    expect(fleet.isExhausted()).toBe(true)
    expect(fleetOf([undefined]).fleet.isExhausted()).toBe(false)
  })

  it('has ended when the last one has', async () => {
    const { fleet, fakes } = fleetOf([{ state: 'drained' }, { state: 'drained' }])
    fakes[1]!.ends({})
    await fleet.firstEnded
    let over = false
    const total = fleet.ended.then((snapshot) => {
      over = true
      return snapshot
    })
    await new Promise(setImmediate)
    expect(over).toBe(false)
    fakes[0]!.ends({})
    expect((await total).status.state).toBe('drained')
  })

  it.each([
    ['at-least-once', 'returned'],
    ['at-most-once', 'dropped'],
  ] as const)('counts what a dead worker had in flight, delivered %s, as %s, and balances', async (delivery, as) => {
    const ledger = { received: 9, delivered: 4, inFlight: 5 }
    const { fleet, fakes } = fleetOf(
      [
        { state: 'running', ledger },
        { state: 'drained', ledger: { received: 1, delivered: 1 } },
      ],
      delivery,
    )
    const failure = { code: 'SLUICE-WORKER-DIED', message: 'Worker 1 of 2 was ended by SIGKILL.' }
    for (const [index, fake] of fakes.entries()) fake.ends(index === 0 ? { failure } : {})
    const total = await fleet.ended
    expect(total.status).toMatchObject({ state: 'failed', failure })
    expect(total.ledger).toMatchObject({ received: 10, delivered: 5, inFlight: 0, [as]: 5 })
    expect(isBalanced(total.ledger)).toBe(true)
  })

  it('fails with the reason when one never ran, and keeps what the others did', async () => {
    const { fleet, fakes } = fleetOf([undefined, { state: 'drained', ledger: { received: 2, delivered: 2 } }])
    const failure = { code: 'SLUICE-BROKER-AWAY', message: 'Worker 1 of 2: No Pulsar answers.' }
    fakes[0]!.ends({ failure })
    fakes[1]!.ends({})
    expect(await fleet.ended).toMatchObject({
      status: { pipeline: 'orders', state: 'failed', failure },
      ledger: { received: 2, delivered: 2 },
    })
  })

  it('gives the named reason of one that gave up, and its own counts', async () => {
    const { fleet, fakes } = fleetOf([{ state: 'gave-up', ledger: { received: 2, returned: 2 } }, { state: 'drained' }])
    const failure = { code: 'SLUICE-DRAIN-TIMEOUT', message: 'Worker 1 of 2: The drain did not finish.' }
    fakes[0]!.ends({ failure })
    fakes[1]!.ends({})
    const { status, ledger } = await fleet.ended
    expect(status).toMatchObject({ state: 'gave-up', failure })
    expect(ledger).toMatchObject({ returned: 2, inFlight: 0 })
  })
})
