import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Who may talk to the server: whoever came by the printed address, from a page of this server or from no page at all. */
export interface Access {
  /** Stands in the printed address; exchanged for the cookie. */
  readonly token: string
  /** `Set-Cookie` for someone who showed the token. */
  readonly setCookie: string
  isToken(candidate: string | null | undefined): boolean
  /** The cookie, or `Authorization: Bearer` with the token. */
  isAdmitted(headers: IncomingHttpHeaders): boolean
  /** The request names this server, and comes from none of another's pages. Stops DNS rebinding and cross-site sockets. */
  isFromHere(headers: IncomingHttpHeaders): boolean
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]']

/** `port` also goes into the cookie's name, because browsers share cookies between ports. */
export function createAccess(port: number): Access {
  const token = randomBytes(24).toString('base64url')
  const session = randomBytes(24).toString('base64url')
  const cookieName = `sluice-${port}`
  const hosts: ReadonlySet<string> = new Set(loopbackNames.map((name) => `${name}:${port}`))
  const isToken = (candidate: string | null | undefined) => isSame(candidate, token)

  return {
    token,
    setCookie: `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`,
    isToken,
    isAdmitted: (headers) =>
      isSame(readCookie(headers.cookie, cookieName), session) || isToken(readBearer(headers.authorization)),
    isFromHere: ({ host, origin }) => {
      if (host === undefined || !hosts.has(host.toLowerCase())) return false
      return origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`
    },
  }
}

/** In a time that does not depend on where they differ. */
function isSame(candidate: string | null | undefined, secret: string): boolean {
  if (candidate === null || candidate === undefined) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(candidate), digest(secret))
}

function readCookie(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

function readBearer(header: string | undefined): string | undefined {
  return header?.match(/^Bearer (\S+)$/i)?.[1]
}
