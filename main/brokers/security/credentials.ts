import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import { fail } from '../../../shared/ipc/failure.ts'
import { openOauth2 } from './oauth2.ts'
import { readNamedFile } from './read-file.ts'
import type { Security } from './security.ts'
import type { TlsFiles } from './tls-files.ts'

type Auth = NonNullable<PulsarConnection['auth']>
export type Credentials = Omit<Security, 'tls'>

/** Turns what a connection says of its user into headers. Nothing is read or asked before the first `headers`. */
export function openCredentials(auth: Auth | undefined, tls: TlsFiles | null): Credentials {
  switch (auth?.type) {
    case 'token':
      return eachTime(async () => `Bearer ${checkedToken(await readToken(auth))}`)
    case 'basic':
      return eachTime(async () => `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`)
    case 'oauth2':
      return openOauth2(auth, tls)
    case 'none':
    case undefined:
      return { headers: async () => ({}), refused: () => false }
  }
}

function eachTime(authorization: () => Promise<string>): Credentials {
  return { headers: async () => ({ authorization: await authorization() }), refused: () => false }
}

async function readToken({ token, tokenFile }: Extract<Auth, { type: 'token' }>): Promise<string> {
  return token || !tokenFile ? (token ?? '') : (await readNamedFile('auth.tokenFile', tokenFile)).trim()
}

/** A header takes no line ends and no letters beyond ASCII, and a token has neither. */
function checkedToken(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token
  const found = token === '' ? 'is empty' : 'holds blanks, line ends or characters beyond ASCII, which no token has'
  throw fail(
    'SLUICE-NOT-AUTHENTICATED',
    `The token of the connection ${found}. Check "auth.token" or "auth.tokenFile".`,
  )
}
