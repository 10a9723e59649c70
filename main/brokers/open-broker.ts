import type { Connection, PulsarConnection } from '../../shared/graph/schema.ts'
import { parseServiceUrl } from '../../shared/graph/service-url.ts'
import type { Broker, Logger } from '../engine/ports.ts'
import { openNativeBroker } from './pulsar-native/native-broker.ts'
import { type NativeClientPackage, nativeClient } from './pulsar-native/native-client.ts'
import { openWebSocketBroker } from './pulsar-websocket/websocket-broker.ts'
import { openSecurity } from './security/security.ts'
import { checkedWebServiceUrl, deriveWebServiceUrl } from './web-service.ts'

export interface OpenBrokerOptions {
  /** The broker of this process; who owns it decides where its data is, and whether it is shared. */
  readonly embedded: () => Promise<Broker>
  readonly log: Logger
  /** Default: the package as it is installed here. */
  readonly native?: NativeClientPackage
}

/**
 * Opens the broker behind a connection of a document, parameters and secrets already put in. `auto` takes the native client where it
 * loads and the service URL is one it knows, and the WebSocket API elsewhere. Nothing is contacted before the first consumer, producer
 * or reader. Throws `SLUICE-SERVICE-URL`, `SLUICE-CONNECTION-FILE` and `SLUICE-TRANSPORT-UNAVAILABLE`.
 */
export async function openBroker(connection: Connection, options: OpenBrokerOptions): Promise<Broker> {
  if (connection.type === 'embedded') return options.embedded()
  const { log, native = nativeClient } = options
  const webServiceUrl = webServiceUrlOf(connection)
  const security = await openSecurity(connection)
  return (await takesNative(connection, native))
    ? openNativeBroker({ connection, webServiceUrl, security, log, native })
    : openWebSocketBroker({ webServiceUrl, security, log })
}

/** The given one, or the one derived from the service URL. An empty text counts as not given. */
export function webServiceUrlOf({ webServiceUrl, serviceUrl }: PulsarConnection): string {
  return webServiceUrl ? checkedWebServiceUrl(webServiceUrl) : deriveWebServiceUrl(serviceUrl)
}

async function takesNative({ transport, serviceUrl }: PulsarConnection, native: NativeClientPackage): Promise<boolean> {
  if (transport !== 'auto') return transport === 'native'
  return parseServiceUrl(serviceUrl) !== null && (await native.verdict()).available
}
