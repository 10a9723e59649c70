import { fail } from '../../shared/ipc/failure.ts'
import { formatTopicName, parseTopicName, type TopicName } from './topic-name.ts'

const webSchemes: Readonly<Record<string, string>> = {
  'pulsar:': 'http:',
  'pulsar+ssl:': 'https:',
  'http:': 'http:',
  'https:': 'https:',
}

/**
 * Where admin REST and WebSocket API answer when a connection does not say: the first host of its service URL, port 8080, or
 * 8443 behind `pulsar+ssl://`. An `http(s)://` address is taken as it is. Throws `SLUICE-SERVICE-URL`.
 */
export function deriveWebServiceUrl(serviceUrl: string): string {
  const [first = ''] = serviceUrl.split(',')
  const url = URL.canParse(first) ? new URL(first) : null
  const scheme = webSchemes[url?.protocol ?? '']
  if (!url || !scheme || url.hostname === '') throw badServiceUrl(serviceUrl, 'pulsar://localhost:6650')
  if (url.protocol === scheme) return checkedWebServiceUrl(first)
  return `${scheme}//${url.hostname}:${scheme === 'https:' ? 8443 : 8080}`
}

/** An `http(s)://` address without a slash at its end; of several hosts, the first. Throws `SLUICE-SERVICE-URL`. */
export function checkedWebServiceUrl(webServiceUrl: string): string {
  const first = webServiceUrl.replace(/^(\w+:\/\/[^,/]*),[^/]*/, '$1')
  const url = URL.canParse(first) ? new URL(first) : null
  if (!url || !/^https?:$/.test(url.protocol)) throw badServiceUrl(webServiceUrl, 'http://localhost:8080')
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`
}

/** A topic as a path of REST and WebSocket addresses: `persistent/tenant/namespace/topic`. */
export function topicPath(topic: TopicName): string {
  return formatTopicName(topic).replace('://', '/').split('/').map(encodeURIComponent).join('/')
}

/** `127.0.0.1:8080`, for sentences. */
export function hostAndPort(webServiceUrl: string): string {
  const url = new URL(webServiceUrl)
  return url.port ? url.host : `${url.host}:${/^(https|wss):$/.test(url.protocol) ? 443 : 80}`
}

export interface FullTopic {
  readonly name: TopicName
  /** The full spelling. */
  readonly topic: string
}

/** Reads any spelling. Throws `SLUICE-TOPIC-NAME`. */
export function readTopic(text: string): FullTopic {
  const name = parseTopicName(text)
  return { name, topic: formatTopicName(name) }
}

function badServiceUrl(text: string, example: string) {
  return fail('SLUICE-SERVICE-URL', `"${text}" is not an address of a Pulsar. Write it like ${example}.`, {
    detail: { url: text },
  })
}
