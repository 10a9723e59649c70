import { expect, it } from 'vitest'
import { type Connection, connectionSchema } from '../../shared/graph/schema.ts'
import type { Broker } from '../engine/ports.ts'
import { openBroker, webServiceUrlOf } from './open-broker.ts'
import { type NativeClientPackage, nativeUnavailable } from './pulsar-native/native-client.ts'
import { createFakePulsarClient } from './pulsar-native/testing/fake-pulsar-client.ts'
import { failureOf } from './testing/scene.ts'
import { silentLog } from './testing/silent-log.ts'

const embedded = {} as Broker
const absent: NativeClientPackage = {
  verdict: async () => ({ available: false, reason: 'it was left out' }),
  load: async () => {
    throw nativeUnavailable('it was left out')
  },
}
const installed: NativeClientPackage = {
  verdict: async () => ({ available: true, reason: '' }),
  load: async () => createFakePulsarClient(embedded).addon,
}
const open = (connection: unknown, native: NativeClientPackage) =>
  openBroker(connectionSchema.parse(connection), { embedded: async () => embedded, log: silentLog, native })
const pulsar = (rest: object) =>
  connectionSchema.parse({ type: 'pulsar', serviceUrl: 'pulsar://one:6650', ...rest }) as Extract<
    Connection,
    { type: 'pulsar' }
  >

it('takes the broker of this process for an embedded connection', async () => {
  expect(await open({ type: 'embedded' }, absent)).toBe(embedded)
})

it.each([
  ['auto', installed, 'native'],
  ['auto', absent, 'websocket'],
  ['native', installed, 'native'],
  ['websocket', installed, 'websocket'],
] as const)('of transport %s takes what there is', async (transport, native, taken) => {
  const broker = await open(pulsar({ transport }), native)
  expect(broker.capabilities.transport).toBe(taken)
  await broker.close()
})

it('takes the WebSocket API for a web address, which the native client does not know', async () => {
  const broker = await open(pulsar({ serviceUrl: 'http://one:8080' }), installed)
  expect(broker.capabilities.transport).toBe('websocket')
  await broker.close()
})

it('says why there is no native client, and what to choose instead', async () => {
  const failure = await failureOf(open(pulsar({ transport: 'native' }), absent))
  expect(failure.code).toBe('SLUICE-TRANSPORT-UNAVAILABLE')
  expect(failure.message).toMatch(/it was left out.*"websocket"/)
})

it('derives the web service from the service URL, unless it is given', () => {
  expect(webServiceUrlOf(pulsar({}))).toBe('http://one:8080')
  expect(webServiceUrlOf(pulsar({ webServiceUrl: '' }))).toBe('http://one:8080')
  expect(webServiceUrlOf(pulsar({ webServiceUrl: 'http://two:80/' }))).toBe('http://two')
})

it('refuses an address that is none', async () => {
  expect((await failureOf(open(pulsar({ serviceUrl: 'one:6650' }), absent))).code).toBe('SLUICE-SERVICE-URL')
})
