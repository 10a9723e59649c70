const noParameter = 'the addresses of the API have no parameter for it'

/** What Pulsar's WebSocket API does otherwise than the broker contract, and why that stays so. */
export const webSocketDifferences: Readonly<Record<string, string>> = {
  'the figures of a topic show the properties of its producers and consumers': noParameter,
  'Exclusive access is refused where another writes, and keeps others out': noParameter,
  'WaitForExclusive waits until the topic is free': noParameter,
  'ExclusiveWithFencing takes the topic over from whoever writes': noParameter,
  'with chunking, a message beyond the broker’s limit arrives in one piece': 'a frame holds 1 MiB at most',
  'KeyShared with fixed ranges: each consumer gets the keys of its ranges, all of them in order': noParameter,
  'KeyShared with fixed ranges: what nobody takes waits for somebody who does': noParameter,
  'KeyShared with fixed ranges: ranges that overlap are refused, and so is another way of sharing': noParameter,
  'KeyShared out of order: a key in the hands of one consumer may go on with another that joins': noParameter,
  'readCompacted gives the newest stored message of each key, in order, and all that come later': noParameter,
  'readCompacted leaves other subscriptions as they are': noParameter,
  'readCompacted is refused where messages are divided among consumers': noParameter,
  'an ordering key arrives unchanged, beside the key':
    'the API has no ordering key; a message with one is refused rather than stripped of it',
}
