import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { makeAuthority } from './certificates.ts'

it('issues certificates for hosts, for a time, that belong to their key', () => {
  const authority = makeAuthority()
  const ca = new X509Certificate(authority.ca)
  const { cert } = authority.issue({ hosts: ['broker.test', '10.0.0.1'], validFrom: -9, validTo: -2 })
  const issued = new X509Certificate(cert)
  expect(ca.ca).toBe(true)
  expect(issued.ca).toBe(false)
  expect(issued.verify(ca.publicKey)).toBe(true)
  expect(issued.checkIssued(ca)).toBe(true)
  expect(issued.checkHost('broker.test')).toBe('broker.test')
  expect(issued.checkIP('10.0.0.1')).toBe('10.0.0.1')
  expect(issued.checkHost('localhost')).toBeUndefined()
  expect(issued.validToDate.getTime()).toBeLessThan(Date.now() - 86_400_000)
  expect(issued.verify(new X509Certificate(makeAuthority().ca).publicKey)).toBe(false)
})
