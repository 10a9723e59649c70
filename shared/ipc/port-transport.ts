import type { Transport } from './contract.ts'

/** The little that every way of passing messages has: what a transport is made from. */
export interface Port {
  /** Throws when the message cannot be passed. */
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Absent where the port cannot tell. May call back more than once. */
  onClose?(listener: (reason: string) => void): void
  /** Lets go of the port, so that the other side sees it closed. Called at most once. */
  close?(): void
  /** True when more waits to be sent than a slow other side should be allowed to pile up. */
  congested?(): boolean
}

/** A transport over a port: closes once, says so once, and is silent afterwards. */
export function portTransport(port: Port): Transport {
  let frameListener: ((frame: unknown) => void) | null = null
  let closeListener: ((reason: string) => void) | null = null
  let closedBecause: string | null = null

  function close(reason: string): void {
    if (closedBecause !== null) return
    closedBecause = reason
    closeListener?.(reason)
  }

  port.onMessage((message) => {
    if (closedBecause === null) frameListener?.(message)
  })
  port.onClose?.(close)

  return {
    send: (frame) => {
      if (closedBecause === null) port.post(frame)
    },
    onFrame: (listener) => {
      frameListener = listener
    },
    onClose: (listener) => {
      closeListener = listener
      if (closedBecause !== null) listener(closedBecause)
    },
    close: () => {
      if (closedBecause !== null) return
      close('this side closed it')
      port.close?.()
    },
    congested: () => port.congested?.() ?? false,
  }
}
