import { WebSocket } from 'ws'
import type { Transport } from '../contract.ts'
import { type NodeChannel, nodeChannelTransport } from '../process-port.ts'
import { type WebSocketLike, webSocketTransport } from '../web-socket-transport.ts'

/** A process that passes every frame on between its own IPC channel and the WebSocket whose address it is given. */
const parent = nodeChannelTransport(process as NodeChannel)
const socket = webSocketTransport(new WebSocket(process.argv[2]!) as WebSocketLike)
join(parent, socket)
join(socket, parent)

function join(from: Transport, to: Transport): void {
  from.onFrame((frame) => to.send(frame))
  from.onClose(() => to.close())
}
