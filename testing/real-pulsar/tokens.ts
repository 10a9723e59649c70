import { createHmac, randomBytes } from 'node:crypto'

/** JSON Web Tokens a broker with token authentication accepts, and the secret it checks them with. */
export interface Tokens {
  /** The secret of the signature, 48 random bytes: the broker's `tokenSecretKey`. */
  readonly secret: Buffer
  /** Role `admin`, the superuser. */
  readonly admin: string
  /** Role `nobody`: a valid token that is allowed nothing. */
  readonly nobody: string
  /** A valid token for any role; grant it permissions over the admin API. */
  sign(role: string): string
}

/** A fresh secret with its tokens. */
export function makeTokens(): Tokens {
  const secret = randomBytes(48)
  const sign = (role: string) => signToken(secret, role)
  return { secret, admin: sign('admin'), nobody: sign('nobody'), sign }
}

/** An HS256 token without expiry, `{"sub": role}`. */
function signToken(secret: Buffer, role: string): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: role })}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}
