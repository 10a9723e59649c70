import { describe, expect, it } from 'vitest'
import { isTransient } from '../engine/ports.ts'
import { brokerRefused, connectionBroken, connectionEnded } from './failures.ts'

const attempt = { subject: 'the producer of orders', address: 'pulsar:8443', busyCode: 'SLUICE-PRODUCER-BUSY' }

describe('failures of a connection', () => {
  it.each([
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SLUICE-TLS-REFUSED',
      /certificate that is not trusted.*"tls.caFile".*NODE_EXTRA_CA_CERTS/,
    ],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SLUICE-TLS-REFUSED', /certificate that is not trusted/],
    ['CERT_HAS_EXPIRED', 'SLUICE-TLS-EXPIRED', /has expired/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'SLUICE-TLS-HOSTNAME', /of another host.*"tls.verifyHostname"/],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'SLUICE-TLS-CLIENT-CERTIFICATE', /asks for a certificate/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'SLUICE-TLS-REFUSED', /does not encrypt at this port/],
  ])('says what TLS means by %s, and that trying again will not help', (reason, code, sentence) => {
    const { failure } = connectionBroken(attempt, Object.assign(new Error('x'), { code: reason }))
    expect(failure.code).toBe(code)
    expect(failure.message).toMatch(sentence)
    expect(failure.message).toMatch(/^pulsar:8443 .* the producer of orders was not opened/)
    expect(isTransient(failure)).toBe(false)
  })

  it.each([
    [1006, '', /code 1006, the connection broke off without a farewell/],
    [1009, '', /code 1009, a frame was larger than its webSocketMaxTextFrameSize/],
    [1011, 'Failed to deserialize', /code 1011, it failed on its side: Failed to deserialize/],
    [4000, '', /code 4000, the connection ended/],
  ])('says what a connection that ended with %i means, and that it may pass', (closeCode, said, sentence) => {
    const { failure } = connectionEnded(attempt, closeCode, said)
    expect(failure.message).toMatch(sentence)
    expect(isTransient(failure)).toBe(true)
  })

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET'])('says that %s may pass', (code) => {
    const { failure } = connectionBroken(attempt, Object.assign(new Error('x'), { code }))
    expect(failure.message).toContain(`No Pulsar answers at pulsar:8443 (${code})`)
    expect(isTransient(failure)).toBe(true)
  })

  it('names a status it does not know', () => {
    const { failure } = brokerRefused(attempt, 418, '')
    expect(failure.message).toBe("pulsar:8443 refuses the producer of orders: HTTP 418. The broker's log says more.")
    expect(failure.detail).toMatchObject({ status: 418 })
  })
})
