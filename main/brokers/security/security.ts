import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import { openCredentials } from './credentials.ts'
import { readTlsFiles, type TlsFiles } from './tls-files.ts'

/** Who we are and whom we trust, of one connection: for sockets and admin calls of every transport. */
export interface Security {
  /**
   * Goes with every upgrade and every call: at most `authorization`, in lower case. Asked for each time, as tokens are renewed;
   * never part of an address, a log or a failure. Rejects with `SLUICE-NOT-AUTHENTICATED` and `SLUICE-CONNECTION-FILE`.
   */
  headers(): Promise<Readonly<Record<string, string>>>
  /** Told which ones were answered with 401. True when others can be had: these were kept for a while, or renewed meanwhile. */
  refused(headers: Readonly<Record<string, string>>): boolean
  /** Null where nothing is said: then what the machine trusts is trusted. */
  readonly tls: TlsFiles | null
}

export const noSecurity: Security = { headers: async () => ({}), refused: () => false, tls: null }

/**
 * Of a connection with parameters and secrets put in. Certificates are read and checked now, credentials when they are needed.
 * Rejects with `SLUICE-CONNECTION-FILE`, which names field and path.
 */
export async function openSecurity({ auth, tls }: Pick<PulsarConnection, 'auth' | 'tls'>): Promise<Security> {
  const files = tls === undefined ? null : await readTlsFiles(tls)
  return { ...openCredentials(auth, files), tls: files }
}
