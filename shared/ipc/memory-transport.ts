import type { Transport } from './contract.ts'
import { type Port, portTransport } from './port-transport.ts'

/**
 * Two transports joined back to back, for tests and for two sides in one process. Frames are delivered in a later
 * microtask, as copies through JSON, so that nothing works here that would not work over a socket.
 */
export function memoryTransports(): [Transport, Transport] {
  const [left, right] = [memoryEnd(), memoryEnd()]
  return [portTransport(left.port(right)), portTransport(right.port(left))]
}

interface MemoryEnd {
  deliver(text: string): void
  end(): void
  port(other: MemoryEnd): Port
}

function memoryEnd(): MemoryEnd {
  let onMessage: ((frame: unknown) => void) | null = null
  let onClose: ((reason: string) => void) | null = null
  const later = (work: () => void) => void Promise.resolve().then(work)
  return {
    deliver: (text) => later(() => onMessage?.(JSON.parse(text))),
    end: () => later(() => onClose?.('the other side closed it')),
    port: (other) => ({
      post: (frame) => other.deliver(JSON.stringify(frame)),
      onMessage: (listener) => {
        onMessage = listener
      },
      onClose: (listener) => {
        onClose = listener
      },
      close: () => other.end(),
    }),
  }
}
