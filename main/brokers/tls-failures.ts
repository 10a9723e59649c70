import { type FailureError, fail } from '../../shared/ipc/failure.ts'

/** What TLS refuses, in parts for sentences. */
export interface TlsProblem {
  readonly pattern: RegExp
  readonly code: string
  /** What is wrong, after the address. */
  readonly what: string
  readonly advice: string
}

/** First match wins. Codes are Node's and OpenSSL's. */
const problems: readonly TlsProblem[] = [
  {
    pattern: /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    code: 'SLUICE-TLS-EXPIRED',
    what: 'shows a certificate that has expired or is not valid yet',
    advice: 'Renew it there, or set the clocks right.',
  },
  {
    pattern: /ALTNAME_INVALID|HOSTNAME_MISMATCH/,
    code: 'SLUICE-TLS-HOSTNAME',
    what: 'shows a certificate of another host',
    advice: 'Use a name that stands in the certificate as address, or set "tls.verifyHostname" to false.',
  },
  {
    pattern: /ALERT/,
    code: 'SLUICE-TLS-CLIENT-CERTIFICATE',
    what: 'asks for a certificate and does not take ours, or got none',
    advice: 'Check "tls.certificateFile" and "tls.keyFile" of the connection.',
  },
  {
    pattern: /WRONG_VERSION|PACKET_LENGTH|^EPROTO$/,
    code: 'SLUICE-TLS-REFUSED',
    what: 'does not encrypt at this port',
    advice: 'Use its encrypted port (often 6651 and 8443), or an address with pulsar:// or http://.',
  },
  {
    pattern: /CERT|SIGNATURE|ERR_TLS|SSL/,
    code: 'SLUICE-TLS-REFUSED',
    what: 'shows a certificate that is not trusted',
    advice:
      'Name the authority that signed it in "tls.caFile" of the connection, or for all connections by starting with ' +
      'NODE_EXTRA_CA_CERTS=/path/to/ca.pem.',
  },
]

/** What an error code of the network means, when TLS is at fault; null otherwise. */
export function tlsProblem(errorCode: string): TlsProblem | null {
  return problems.find(({ pattern }) => pattern.test(errorCode)) ?? null
}

/** The failure behind an error code of the network, when TLS is at fault; null otherwise. Trying again does not help. */
export function tlsRefused(address: string, needed: string, errorCode: string): FailureError | null {
  const problem = tlsProblem(errorCode)
  if (problem === null) return null
  const { code, what, advice } = problem
  return fail(code, `${address} ${what} (${errorCode}), so ${needed} was not opened. ${advice}`, {
    detail: { address, reason: errorCode },
  })
}
