import { connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { type TlsFiles, tlsOptions } from '../security/tls-files.ts'
import type { Endpoint } from './endpoint.ts'

/** What answers a greeting in Pulsar's binary protocol. */
export type Answerer = 'pulsar' | 'http' | 'other'

/** BaseCommand of type CONNECT (2) with a CommandConnect: client version "sluice", protocol version 19. Two lengths before it. */
const command = Buffer.from([0x08, 0x02, 0x12, 0x0a, 0x0a, 0x06, ...Buffer.from('sluice'), 0x20, 0x13])
const hello = Buffer.concat([lengths(command.length), command])
/** Types that a broker answers with: CONNECTED, ERROR, AUTH_CHALLENGE. */
const answers = [3, 14, 36]

/** Greets as a client would, without credentials: a broker answers even when it wants some. Never rejects. */
export function greet(
  { host, port }: Endpoint,
  tls: TlsFiles | null | 'plain',
  signal: AbortSignal,
): Promise<Answerer> {
  return new Promise((resolve) => {
    const socket: Socket =
      tls === 'plain' ? connect({ host, port }) : connectSecurely({ host, port, ...tlsOptions(tls) })
    const end = (answerer: Answerer) => {
      socket.destroy()
      resolve(answerer)
    }
    socket.once(tls === 'plain' ? 'connect' : 'secureConnect', () => socket.write(hello))
    socket.once('data', (bytes) => end(whoSays(bytes)))
    socket.once('error', () => end('other'))
    socket.once('close', () => end('other'))
    signal.addEventListener('abort', () => end('other'), { once: true })
  })
}

function whoSays(bytes: Buffer): Answerer {
  if (bytes.subarray(0, 5).toString('latin1') === 'HTTP/') return 'http'
  const isCommand = bytes.length >= 10 && bytes[8] === 0x08 && answers.includes(bytes[9]!)
  return isCommand ? 'pulsar' : 'other'
}

function lengths(commandBytes: number): Buffer {
  const both = Buffer.alloc(8)
  both.writeUInt32BE(commandBytes + 4, 0)
  both.writeUInt32BE(commandBytes, 4)
  return both
}
