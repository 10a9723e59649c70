import type { Transport } from './contract.ts'
import { portTransport } from './port-transport.ts'

/** What a preload script exposes to the page: two functions, and where the home can tell of an end, two more. */
export interface FrameBridge {
  send(frame: unknown): void
  onMessage(listener: (frame: unknown) => void): void
  onClose?(listener: (reason: string) => void): void
  close?(): void
}

/** The page's end of a context bridge. Without `onClose` it cannot tell that the other side is gone: its window goes too. */
export function bridgeTransport(bridge: FrameBridge): Transport {
  return portTransport({
    post: (frame) => bridge.send(frame),
    onMessage: (listener) => bridge.onMessage(listener),
    onClose: (listener) => bridge.onClose?.(listener),
    close: () => bridge.close?.(),
  })
}
