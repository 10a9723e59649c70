import type { TestProject } from 'vitest/node'
import { installRealPulsar } from './install.mjs'
import { type RealPulsar, startRealPulsar } from './real-pulsar.ts'

/** What `inject('realPulsar')` gives a test: the addresses of a running broker, or why there is none. */
export type SharedBroker = { serviceUrl: string; webServiceUrl: string } | { reason: string }

declare module 'vitest' {
  export interface ProvidedContext {
    realPulsar: SharedBroker
  }
}

/**
 * A Vitest `globalSetup`: starts one broker without authentication before the first test of a project and removes it
 * after the last. Tests share it, so each uses topics of its own. `SLUICE_REAL_PULSAR=off` leaves it out. Where there
 * is no broker to start, tests get the reason to skip with; a broker that is there and fails to start fails the run.
 */
export default async function startSharedBroker(project: TestProject): Promise<() => Promise<void>> {
  const pulsar = await startOrReason()
  if ('reason' in pulsar) {
    console.warn(`No real Pulsar, its tests are skipped: ${pulsar.reason}`)
    project.provide('realPulsar', { reason: pulsar.reason })
    return async () => {}
  }
  project.provide('realPulsar', { serviceUrl: pulsar.serviceUrl, webServiceUrl: pulsar.webServiceUrl })
  return async () => {
    // Its data is thrown away, so nothing is gained by a graceful stop.
    await pulsar.kill()
    await pulsar.stop()
  }
}

async function startOrReason(): Promise<RealPulsar | { reason: string }> {
  if (process.env.SLUICE_REAL_PULSAR === 'off') return { reason: 'SLUICE_REAL_PULSAR is off' }
  const installed = await installRealPulsar(console.warn)
  return installed.ok ? startRealPulsar() : { reason: installed.reason }
}
