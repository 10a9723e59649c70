import type { TopicName } from '../topic-name.ts'
import { topicPath } from '../web-service.ts'

/** What a socket address may carry; absent values are left out. */
export type SocketQuery = Readonly<Record<string, string | number | boolean | undefined>>

/** Address of a WebSocket endpoint, `https` giving `wss`. `subscription` belongs to consumers alone. */
export function socketUrl(
  webServiceUrl: string,
  endpoint: 'consumer' | 'producer' | 'reader',
  topic: TopicName,
  query: SocketQuery,
  subscription?: string,
): string {
  const path = subscription === undefined ? topicPath(topic) : `${topicPath(topic)}/${encodeURIComponent(subscription)}`
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value))
  const text = parameters.toString()
  return `${webServiceUrl.replace(/^http/, 'ws')}/ws/v2/${endpoint}/${path}${text && '?'}${text}`
}
