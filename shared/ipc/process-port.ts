import type { Transport } from './contract.ts'
import { portTransport } from './port-transport.ts'

/** What a forked child and a child's own `process` have in common: Node's IPC channel, seen from either end. */
export interface NodeChannel {
  send?(message: object, callback: (error: Error | null) => void): boolean
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'disconnect', listener: () => void): unknown
  disconnect?(): void
  readonly connected: boolean
}

/** Messages handed to Node that it has not yet written; beyond this a stream is ended rather than buffered further. */
const maxUnsentMessages = 50_000

/** Either end of a `child_process.fork`. Closing disconnects the channel; the child itself is its owner's to end. */
export function nodeChannelTransport(channel: NodeChannel): Transport {
  let unsent = 0
  return portTransport({
    post: (frame) => {
      unsent += 1
      channel.send?.(frame as object, () => {
        unsent -= 1
      })
    },
    onMessage: (listener) => void channel.on('message', listener),
    onClose: (listener) => void channel.on('disconnect', () => listener('the process disconnected')),
    close: () => {
      if (channel.connected) channel.disconnect?.()
    },
    congested: () => unsent > maxUnsentMessages,
  })
}

/**
 * The shape of Electron's utility process (seen from its parent), of its `process.parentPort`, and of a MessagePortMain.
 * Messages arrive bare from a utility process and as `{ data }` from the two others.
 */
export interface MessagePortLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'close' | 'exit', listener: () => void): unknown
  start?(): void
  close?(): void
}

/** A transport over a message port. `unwrap` says how a frame lies in what `message` delivers. */
export function messagePortTransport(port: MessagePortLike, unwrap: 'bare' | 'data' = 'bare'): Transport {
  const transport = portTransport({
    post: (frame) => port.postMessage(frame),
    onMessage: (listener) =>
      void port.on('message', (message) => listener(unwrap === 'bare' ? message : (message as { data: unknown }).data)),
    onClose: (listener) => {
      port.on('close', () => listener('the port closed'))
      port.on('exit', () => listener('the process exited'))
    },
    close: () => port.close?.(),
  })
  port.start?.()
  return transport
}
