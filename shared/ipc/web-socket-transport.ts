import type { Transport } from './contract.ts'
import { portTransport } from './port-transport.ts'

/** What browsers' WebSocket and the `ws` package have in common. */
export interface WebSocketLike {
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number
  /** Bytes handed to `send` that have not left yet. */
  readonly bufferedAmount: number
  send(data: string): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'open' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void
}

/** Streams of a socket with more unsent bytes than this are ended. */
export const maxUnsentBytes = 16 * 1024 * 1024

/** Either end of a WebSocket, one JSON text per frame. What is sent before the socket is open waits until it is. */
export function webSocketTransport(socket: WebSocketLike): Transport {
  let unsent: string[] | null = socket.readyState === 0 ? [] : null

  socket.addEventListener('open', () => {
    for (const text of unsent ?? []) socket.send(text)
    unsent = null
  })

  return portTransport({
    post: (frame) => {
      const text = JSON.stringify(frame)
      if (unsent === null) socket.send(text)
      else unsent.push(text)
    },
    onMessage: (listener) => {
      socket.addEventListener('message', ({ data }) => {
        const frame = parseFrame(data)
        if (frame === null) socket.close(1003, 'frames are JSON')
        else listener(frame)
      })
    },
    onClose: (listener) => {
      socket.addEventListener('error', () => {})
      socket.addEventListener('close', ({ code, reason }) => listener(describeClose(code, reason)))
    },
    close: () => socket.close(1000),
    congested: () => socket.bufferedAmount > maxUnsentBytes,
  })
}

function parseFrame(data: unknown): unknown {
  if (typeof data !== 'string') return null
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}

function describeClose(code: number, reason: string): string {
  if (reason !== '') return `the socket closed (${reason})`
  return code === 1006 ? 'the socket broke' : `the socket closed (code ${code})`
}
