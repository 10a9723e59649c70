import { toFailure } from '../../../shared/ipc/failure.ts'
import { formatTopicName, type TopicName } from '../topic-name.ts'
import { topicPath } from '../web-service.ts'
import type { RestClient } from './rest-client.ts'

/**
 * Makes a subscription that begins at the earliest message, where there is none yet. Sockets of brokers before Pulsar 4 ignore
 * the initial position and would begin at the latest. Where it cannot be made this way (no such permission, a WebSocket
 * proxy without the admin API) the socket's own parameter has to do.
 */
export async function createEarliestSubscription(
  rest: RestClient,
  topic: TopicName,
  subscription: string,
  timeoutMs: number,
): Promise<void> {
  const path = `${topicPath(topic)}/subscription/${encodeURIComponent(subscription)}`
  const subject = `the subscription "${subscription}" of ${formatTopicName(topic)}`
  try {
    await rest.call('PUT', path, subject, { body: 'earliest', timeoutMs })
  } catch (error) {
    if (toFailure(error).code === 'SLUICE-BROKER-CLOSED') throw error
  }
}
