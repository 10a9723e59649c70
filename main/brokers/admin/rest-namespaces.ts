import { FailureError } from '../../../shared/ipc/failure.ts'
import type { Admin, BrokerFacts, NamespaceRetention, NamespaceSettings } from '../../engine/ports.ts'
import { refusalStatus } from '../failures.ts'
import type { RestClient } from './rest-client.ts'

type NamespaceAdmin = Pick<Admin, 'brokerFacts' | 'tenants' | 'namespaces' | 'namespaceSettings' | 'changeNamespace'>

interface RetentionAnswer {
  readonly retentionTimeInMinutes: number
  readonly retentionSizeInMB: number
}

/** What is above the topics of a real Pulsar. */
export function restNamespaces(rest: RestClient, transport: BrokerFacts['transport']): NamespaceAdmin {
  return {
    brokerFacts: () => brokerFacts(rest, transport),
    tenants: async () => ((await rest.call('GET', 'tenants', 'the tenants')) as string[]).sort(),
    async namespaces(tenant) {
      const path = `namespaces/${encodeURIComponent(tenant)}`
      return ((await rest.call('GET', path, `the namespaces of ${tenant}`)) as string[]).sort()
    },
    namespaceSettings: (namespace) => namespaceSettings(rest, namespace),
    async changeNamespace(namespace, { messageTtlSeconds, retention }) {
      if (messageTtlSeconds !== undefined) await change(rest, namespace, 'messageTTL', messageTtlSeconds)
      if (retention !== undefined) await change(rest, namespace, 'retention', retention && toAnswer(retention))
    },
  }
}

/** `tenant/namespace` as a path. */
export function namespacePath(namespace: string): string {
  return namespace.split('/').map(encodeURIComponent).join('/')
}

async function brokerFacts(rest: RestClient, transport: BrokerFacts['transport']): Promise<BrokerFacts> {
  const [version, health, clusters] = await Promise.all([
    rest.call('GET', 'brokers/version', "the broker's version", { plain: true }).catch(nullWhenRefused),
    rest.call('GET', 'brokers/health', "the broker's health", { plain: true }).then(healthy, unhealthy),
    rest.call('GET', 'clusters', 'the clusters').catch(nullWhenRefused),
  ])
  const text = String(version ?? '').trim()
  return { transport, version: text === '' ? null : text, health, clusters: (clusters as string[] | null) ?? [] }
}

const healthy = () => 'ok' as const

/** Asking may need more rights than reading does. */
function unhealthy(error: unknown): BrokerFacts['health'] {
  const status = statusOf(error)
  if (status === null) throw error
  return status >= 500 ? 'failing' : 'unknown'
}

function nullWhenRefused(error: unknown): null {
  if (statusOf(error) === null) throw error
  return null
}

const statusOf = (error: unknown): number | null =>
  error instanceof FailureError ? refusalStatus(error.failure) : null

async function namespaceSettings(rest: RestClient, namespace: string): Promise<NamespaceSettings> {
  const path = `namespaces/${namespacePath(namespace)}`
  const [ttl, retention] = await Promise.all([
    rest.call('GET', `${path}/messageTTL`, `the TTL of ${namespace}`),
    rest.call('GET', `${path}/retention`, `the retention of ${namespace}`),
  ])
  const kept = retention as RetentionAnswer | null
  return {
    messageTtlSeconds: (ttl as number | null) ?? null,
    retention: kept && { minutes: kept.retentionTimeInMinutes, megabytes: kept.retentionSizeInMB },
  }
}

async function change(rest: RestClient, namespace: string, setting: string, value: unknown): Promise<void> {
  const path = `namespaces/${namespacePath(namespace)}/${setting}`
  const subject = `the ${setting} of ${namespace}`
  if (value === null) await rest.call('DELETE', path, subject)
  else await rest.call('POST', path, subject, { body: value })
}

function toAnswer({ minutes, megabytes }: NamespaceRetention): RetentionAnswer {
  return { retentionTimeInMinutes: minutes, retentionSizeInMB: megabytes }
}
