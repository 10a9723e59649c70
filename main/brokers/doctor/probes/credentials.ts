import { note, type Outcome, ok, type Probe } from '../probe.ts'
import type { Subject } from '../subject.ts'

/** Whether the files for TLS can be read, and hold what they should. */
export function certificatesProbe(subject: Subject): Probe {
  return {
    key: 'certificates',
    id: 'certificates',
    title: 'the certificates of the connection',
    needs: [],
    place: subject.place('tls'),
    async run() {
      const { tls } = await subject.security()
      const which = tls?.ca == null ? 'what the machine trusts' : 'the authority in "tls.caFile"'
      return ok(`The certificates of the connection can be read; ${which} is trusted.`)
    },
  }
}

/** Whether credentials are there: a file can be read, an issuer gives out a token. Says nothing of their worth. */
export function credentialsProbe(subject: Subject): Probe {
  const { auth } = subject.connection
  return {
    key: 'credentials',
    id: 'credentials',
    title: 'the credentials of the connection',
    needs: ['certificates'],
    limitMs: 6_000,
    place: subject.place('auth'),
    async run() {
      const security = await subject.security()
      const { authorization } = await security.headers()
      if (authorization === undefined) return ok('The connection names no user: it has no "auth".')
      return expiredToken(authorization) ?? ok(`Credentials of type "${auth?.type}" are there.`)
    },
  }
}

/** Reads the end of a JSON Web Token's life, without checking anything else of it. */
function expiredToken(authorization: string): Outcome | null {
  const expiry = expiryOf(authorization)
  if (expiry === null || expiry.getTime() > Date.now()) return null
  return note('SLUICE-NOT-AUTHENTICATED', `The token ended on ${expiry.toISOString()}, by the clock of this machine.`, {
    fix: 'Get a new token, or set the clock right.',
    stops: false,
  })
}

function expiryOf(authorization: string): Date | null {
  const [, payload] = /^Bearer [^.]+\.([^.]+)\./.exec(authorization) ?? []
  try {
    const { exp } = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as { exp?: unknown }
    return typeof exp === 'number' ? new Date(exp * 1000) : null
  } catch {
    return null
  }
}
