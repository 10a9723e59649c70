/** `orders` and `public/default/orders` mean `persistent://public/default/orders`; full names stay as they are. */
export function fullTopicName(topic: string): string {
  if (topic.includes('://')) return topic
  return topic.split('/').length === 3 ? `persistent://${topic}` : `persistent://public/default/${topic}`
}
