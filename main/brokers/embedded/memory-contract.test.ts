import { brokerContract } from '../../engine/testing/broker-contract.ts'
import { liveClock } from '../../engine/testing/live-clock.ts'
import { openEmbeddedBroker } from './embedded-broker.ts'

brokerContract('embedded, in memory', { open: () => openEmbeddedBroker({ clock: liveClock }) })
