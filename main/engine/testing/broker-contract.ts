import { afterAll, beforeAll, describe, it } from 'vitest'
import type { Broker } from '../ports.ts'
import { administration } from './broker-contract/administration.ts'
import type { Behaviour } from './broker-contract/behaviour.ts'
import { closing } from './broker-contract/closing.ts'
import { compaction } from './broker-contract/compaction.ts'
import { exclusiveAndFailover } from './broker-contract/exclusive-and-failover.ts'
import { keySharedType } from './broker-contract/key-shared.ts'
import { lookingAfter } from './broker-contract/looking-after.ts'
import { messages } from './broker-contract/messages.ts'
import { partitions } from './broker-contract/partitions.ts'
import { producers } from './broker-contract/producers.ts'
import { readers } from './broker-contract/readers.ts'
import { restarting } from './broker-contract/restarting.ts'
import { type BrokerHolder, createScene } from './broker-contract/scene.ts'
import { sharedType } from './broker-contract/shared.ts'
import { subscriptions } from './broker-contract/subscriptions.ts'

/**
 * What every broker behind the Broker port does, as a named list. Each adapter runs it, so that a pipeline tried on the
 * embedded broker does the same on a real one. Every test uses topics of its own: a broker that others use will do.
 *
 * Codes the contract fixes: `SLUICE-TOPIC-NAME`, `SLUICE-TOPIC-EXISTS`, `SLUICE-TOPIC-NOT-FOUND`, `SLUICE-MESSAGE-ID`,
 * `SLUICE-SUBSCRIPTION-BUSY` (a second Exclusive consumer, or one of another type), `SLUICE-PRODUCER-BUSY` (a name or a topic that is
 * taken), `SLUICE-MESSAGE-TOO-LARGE`, `SLUICE-BROKER-CLOSED`.
 */
export const brokerBehaviours: Readonly<Record<string, readonly Behaviour[]>> = {
  messages,
  producers,
  subscriptions,
  'Exclusive and Failover': exclusiveAndFailover,
  Shared: sharedType,
  KeyShared: keySharedType,
  compaction,
  readers,
  partitions,
  administration,
  'looking after topics': lookingAfter,
  closing,
  restarting,
}

export interface BrokerUnderTest {
  /** Called once for the whole list, and once more by the behaviour that closes a broker of its own. */
  open(): Promise<Broker>
  /** Closes the broker and opens it on the same data. Absent where nothing outlives a broker: those behaviours are skipped. */
  restart?(broker: Broker): Promise<Broker>
  /** Behaviours in which this broker differs on purpose, by name, with the reason. They are reported and not run. */
  differences?: Readonly<Record<string, string>>
  /** Areas that are reported as not run, with the reason. */
  leftOut?: { readonly areas: readonly string[]; readonly reason: string }
}

/** Registers the whole list with the test runner, under `name`. */
export function brokerContract(name: string, underTest: BrokerUnderTest): void {
  const differences = { ...restartDifferences(underTest), ...underTest.differences }
  const { leftOut } = underTest
  refuseUnknownNames(name, differences)
  describe(`broker contract: ${name}`, () => {
    const holder = holdBroker(underTest)
    for (const [area, behaviours] of Object.entries(brokerBehaviours)) {
      describe(area, { concurrent: !behaviours.some((one) => one.restarts) }, () => {
        const notRun = leftOut?.areas.includes(area) ? `not run: ${leftOut.reason}` : undefined
        for (const one of behaviours) register(one, holder, whyNot(differences[one.name]) ?? notRun)
      })
    }
  })
}

function whyNot(difference: string | undefined): string | undefined {
  return difference && `differs: ${difference}`
}

function register(one: Behaviour, holder: BrokerHolder, skipped: string | undefined): void {
  if (skipped !== undefined) {
    it.skip(`${one.name} — ${skipped}`, () => {})
    return
  }
  it(one.name, async () => {
    const scene = createScene(holder)
    try {
      await one.run(scene)
    } finally {
      await scene.close()
    }
  })
}

function holdBroker(underTest: BrokerUnderTest): BrokerHolder {
  let broker: Broker | null = null
  beforeAll(async () => {
    broker = await underTest.open()
  })
  afterAll(() => broker?.close())
  return {
    get broker() {
      if (broker === null) throw new Error('The broker under test was not opened.')
      return broker
    },
    set broker(next: Broker) {
      broker = next
    },
    open: () => underTest.open(),
    restart: (old) => underTest.restart!(old),
  }
}

function restartDifferences(underTest: BrokerUnderTest): Record<string, string> {
  if (underTest.restart !== undefined) return {}
  return Object.fromEntries(restarting.map((one) => [one.name, 'nothing outlives this broker']))
}

/** A difference that names no behaviour is left over from a change of the list. */
function refuseUnknownNames(name: string, differences: Readonly<Record<string, string>>): void {
  const known = new Set(Object.values(brokerBehaviours).flatMap((behaviours) => behaviours.map((one) => one.name)))
  const unknown = Object.keys(differences).filter((behaviour) => !known.has(behaviour))
  if (unknown.length > 0)
    throw new Error(`The contract of ${name} differs in unknown behaviours: ${unknown.join('; ')}`)
}
