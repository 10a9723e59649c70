import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Authority, Certificate } from '../certificates/certificates.ts'
import type { Tokens } from './tokens.ts'

/** The loopback ports of one standalone. ZooKeeper's is bound on all interfaces: it offers no choice. */
export interface StandalonePorts {
  readonly broker: number
  readonly web: number
  /** Used with certificates only, as is the next. */
  readonly brokerTls: number
  readonly webTls: number
  readonly bookkeeper: number
  readonly zookeeper: number
}

/** How a broker encrypts. */
export interface BrokerTls {
  readonly authority: Authority
  readonly certificate: Certificate
}

/** What clients show and are shown; null where there is none. */
export interface StandaloneSecurity {
  readonly tokens: Tokens | null
  readonly tls: BrokerTls | null
}

/** In the standalone's folder. */
export const caFileName = 'ca.pem'

/**
 * Writes what a standalone reads at its start into `folder` (standalone.conf, log4j2.properties, with `tokens` also
 * secret.key, with `tls` its certificate, key and authority) and returns the arguments of `java` that start it on `dataFolder`.
 *
 * Metadata is kept in the embedded ZooKeeper (the caller sets `PULSAR_STANDALONE_USE_ZOOKEEPER=1`): with the default,
 * RocksDB, a broker that was killed sometimes comes back healthy and unable to open its topics. Cursors are saved
 * lazily, as by default: acknowledgements of the last minute are lost by a kill and kept by a graceful stop.
 */
export function writeStandaloneConfig(
  folder: string,
  lib: string,
  dataFolder: string,
  ports: StandalonePorts,
  { tokens, tls }: StandaloneSecurity,
): string[] {
  const keyFile = join(folder, 'secret.key')
  if (tokens) writeFileSync(keyFile, tokens.secret, { mode: 0o600 })
  const settings = {
    ...plainSettings(ports),
    ...(tokens ? tokenSettings(keyFile, tokens) : {}),
    ...(tls ? tlsSettings(folder, tls, ports) : {}),
  }
  writeFileSync(join(folder, 'standalone.conf'), propertiesText(settings))
  const logConfig = join(folder, 'log4j2.properties')
  writeFileSync(logConfig, propertiesText(LOG_SETTINGS))
  return [
    ...JVM_FLAGS,
    `-Dlog4j.configurationFile=${logConfig}`,
    ...['-cp', join(lib, '*'), 'org.apache.pulsar.PulsarStandaloneStarter'],
    ...['--config', join(folder, 'standalone.conf'), '--no-functions-worker', '--no-stream-storage'],
    ...['--bookkeeper-dir', join(dataFolder, 'bookkeeper'), '--bookkeeper-port', String(ports.bookkeeper)],
    ...['--zookeeper-dir', join(dataFolder, 'zookeeper'), '--zookeeper-port', String(ports.zookeeper)],
  ]
}

/** Writes the files as well. */
function tlsSettings(
  folder: string,
  { authority, certificate: { cert, key } }: BrokerTls,
  ports: StandalonePorts,
): Record<string, string> {
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  return {
    brokerServicePortTls: String(ports.brokerTls),
    webServicePortTls: String(ports.webTls),
    tlsCertificateFilePath: write('cert.pem', cert),
    tlsKeyFilePath: write('key.pem', key),
    tlsTrustCertsFilePath: write(caFileName, authority.ca),
  }
}

function plainSettings(ports: StandalonePorts): Record<string, string> {
  const loopback = { linux: 'lo', darwin: 'lo0' }[process.platform as string]
  return {
    clusterName: 'standalone',
    bindAddress: '127.0.0.1',
    advertisedAddress: '127.0.0.1',
    brokerServicePort: String(ports.broker),
    webServicePort: String(ports.web),
    webSocketServiceEnabled: 'true',
    loadBalancerEnabled: 'false',
    loadManagerClassName: 'org.apache.pulsar.broker.loadbalance.NoopLoadManager',
    managedLedgerDefaultEnsembleSize: '1',
    managedLedgerDefaultWriteQuorum: '1',
    managedLedgerDefaultAckQuorum: '1',
    allowLoopback: 'true',
    ...(loopback ? { listeningInterface: loopback } : {}),
  }
}

/** The last two let the WebSocket service talk to its own broker. */
function tokenSettings(keyFile: string, tokens: Tokens): Record<string, string> {
  return {
    authenticationEnabled: 'true',
    authenticationProviders: 'org.apache.pulsar.broker.authentication.AuthenticationProviderToken',
    tokenSecretKey: `file://${keyFile}`,
    authorizationEnabled: 'true',
    superUserRoles: 'admin',
    brokerClientAuthenticationPlugin: 'org.apache.pulsar.client.impl.auth.AuthenticationToken',
    brokerClientAuthenticationParameters: `token:${tokens.admin}`,
  }
}

/** Level info can grow by hundreds of megabytes in minutes. */
const LOG_SETTINGS = {
  'appender.console.type': 'Console',
  'appender.console.name': 'console',
  'appender.console.layout.type': 'PatternLayout',
  'appender.console.layout.pattern': '%d{HH:mm:ss.SSS} %-5level %c{1} - %msg%n%throwable{5}',
  'rootLogger.level': 'warn',
  'rootLogger.appenderRef.console.ref': 'console',
}

const JVM_FLAGS = [
  ...['-Xms128m', '-Xmx512m', '-XX:MaxDirectMemorySize=512m', '-XX:+UseG1GC'],
  ...['--add-opens', 'java.base/java.io=ALL-UNNAMED'],
  ...['--add-opens', 'java.base/java.util.zip=ALL-UNNAMED'],
  ...['--add-opens', 'java.base/java.nio=ALL-UNNAMED'],
  ...['--add-opens', 'java.base/jdk.internal.misc=ALL-UNNAMED'],
  ...['--add-opens', 'java.base/jdk.internal.platform=ALL-UNNAMED'],
  ...['--add-opens', 'java.management/sun.management=ALL-UNNAMED'],
  ...['--add-opens', 'jdk.management/com.sun.management.internal=ALL-UNNAMED'],
  '-Djava.net.preferIPv4Stack=true',
  '-Dio.netty.tryReflectionSetAccessible=true',
  '-Dlog4j2.is.webapp=false',
]

function propertiesText(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
