import { bridgeTransport } from './bridge-transport.ts'
import { portTransport } from './port-transport.ts'
import { transportContract } from './testing/transport-contract.ts'

/** A window's two sides as Electron joins them: structured clones, and the page ends with its window. */
transportContract('context bridge', () => {
  const page = new EventTarget()
  const window = new EventTarget()
  const deliver = (target: EventTarget, type: string, detail?: unknown) =>
    setImmediate(() => target.dispatchEvent(new CustomEvent(type, { detail: structuredClone(detail) })))
  const listen = (target: EventTarget, type: string, listener: (detail: unknown) => void) =>
    target.addEventListener(type, (event) => listener((event as CustomEvent).detail))

  const caller = bridgeTransport({
    send: (frame) => deliver(window, 'frame', frame),
    onMessage: (listener) => listen(page, 'frame', listener),
    onClose: (listener) => listen(page, 'closed', () => listener('the window closed')),
    close: () => deliver(window, 'closed'),
  })
  const server = portTransport({
    post: (frame) => deliver(page, 'frame', frame),
    onMessage: (listener) => listen(window, 'frame', listener),
    onClose: (listener) => listen(window, 'closed', () => listener('the page closed')),
    close: () => deliver(page, 'closed'),
  })
  return { caller, server, breakOff: () => server.close(), close: () => {} }
})
