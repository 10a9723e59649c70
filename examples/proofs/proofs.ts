import { dataGenerator } from './data-generator.ts'
import { gettingStarted } from './getting-started.ts'
import { highPerformance } from './high-performance.ts'
import { messageTracking } from './message-tracking.ts'
import { multiTenant } from './multi-tenant.ts'
import { productionReady } from './production-ready.ts'
import type { Proof } from './proof.ts'

/** One proof for each example, by the name of its file; the same on every broker. */
export const proofs: Readonly<Record<string, Proof>> = {
  'data-generator': dataGenerator,
  'getting-started': gettingStarted,
  'high-performance': highPerformance,
  'message-tracking': messageTracking,
  'multi-tenant': multiTenant,
  'production-ready': productionReady,
}
