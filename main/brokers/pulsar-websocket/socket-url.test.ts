import { expect, it } from 'vitest'
import { parseTopicName } from '../topic-name.ts'
import { socketUrl } from './socket-url.ts'

it('names every part of a socket, escaped, and leaves out what is not set', () => {
  const topic = parseTopicName('t/n/a b%')
  const url = socketUrl(
    'https://h:8443',
    'consumer',
    topic,
    { pullMode: true, consumerName: undefined, x: 'ä&' },
    'a/b',
  )
  expect(url).toBe('wss://h:8443/ws/v2/consumer/persistent/t/n/a%20b%25/a%2Fb?pullMode=true&x=%C3%A4%26')
})
