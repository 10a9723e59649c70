import { fail } from '../../shared/ipc/failure.ts'

/**
 * Names of Pulsar topics. Three spellings mean the same topic: `orders`, `public/default/orders` and
 * `persistent://public/default/orders`. A partition of it is named `…/orders-partition-3`.
 */
export interface TopicName {
  readonly persistent: boolean
  readonly tenant: string
  readonly namespace: string
  /** The last part, without the suffix of a partition. */
  readonly local: string
  /** Index of the partition this name means; null for the topic as a whole. */
  readonly partition: number | null
}

const spelling = /^(?:(persistent|non-persistent):\/\/)?(?:([^/]*)\/([^/]*)\/)?([^/]*)$/
const partitionSuffix = /^(.+)-partition-(0|[1-9]\d{0,8})$/
/** Tenants and namespaces, as Pulsar's NamedEntity checks them. */
const plainWord = /^[-=:.\w]+$/

/** Reads any of the spellings. Throws `SLUICE-TOPIC-NAME` when the text is none of them. */
export function parseTopicName(text: string): TopicName {
  const [, domain, tenant = 'public', namespace = 'default', last = ''] = spelling.exec(text) ?? []
  if (domain !== undefined && !/:\/\/.*\/.*\//.test(text)) throw badName(text)
  if (last.trim() === '' || !plainWord.test(tenant) || !plainWord.test(namespace)) throw badName(text)
  const [, local = last, index] = partitionSuffix.exec(last) ?? []
  return {
    persistent: domain !== 'non-persistent',
    tenant,
    namespace,
    local,
    partition: index === undefined ? null : Number(index),
  }
}

/** The one full spelling: `persistent://tenant/namespace/topic`, with the partition's suffix where the name has one. */
export function formatTopicName(name: TopicName): string {
  const domain = name.persistent ? 'persistent' : 'non-persistent'
  const suffix = name.partition === null ? '' : `-partition-${name.partition}`
  return `${domain}://${name.tenant}/${name.namespace}/${name.local}${suffix}`
}

/** Any spelling in, the full spelling out. Throws `SLUICE-TOPIC-NAME`. */
export function fullTopicName(text: string): string {
  return formatTopicName(parseTopicName(text))
}

/** Full name of one partition of a topic: `partitionTopicName('orders', 3)` ends in `/orders-partition-3`. */
export function partitionTopicName(topic: string, partition: number): string {
  return formatTopicName({ ...parseTopicName(topic), partition })
}

/** Full name of the topic as a whole, whether the text names it or one of its partitions. */
export function withoutPartition(text: string): string {
  return formatTopicName({ ...parseTopicName(text), partition: null })
}

/** `tenant/namespace` of a topic, as admin calls want it. */
export function namespaceOf(text: string): string {
  const { tenant, namespace } = parseTopicName(text)
  return `${tenant}/${namespace}`
}

function badName(text: string) {
  return fail(
    'SLUICE-TOPIC-NAME',
    `"${text}" is not a topic name. Write it as "orders", "tenant/namespace/orders" or "persistent://tenant/namespace/orders".`,
    { detail: { topic: text } },
  )
}
