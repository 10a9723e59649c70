import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { makeAuthority } from '../../../testing/certificates/certificates.ts'
import { failureOf } from '../testing/scene.ts'
import { openSecurity } from './security.ts'
import { tlsOptions } from './tls-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-tls-'))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
afterAll(() => rmSync(folder, { recursive: true }))

const authority = makeAuthority()
const ours = authority.issue()
const caFile = file('ca.pem', authority.ca)
const certificateFile = file('cert.pem', ours.cert)
const keyFile = file('key.pem', ours.key)

it('reads authority, certificate and key', async () => {
  const { tls } = await openSecurity({ tls: { caFile, certificateFile, keyFile } })
  expect(tls).toEqual({ ca: authority.ca, ...ours, allowInsecure: false, verifyHostname: true })
  expect(tlsOptions(tls)).toEqual({ ca: authority.ca, ...ours, rejectUnauthorized: true })
})

it('leaves trust to the machine where nothing is said', async () => {
  expect((await openSecurity({})).tls).toBeNull()
  expect(tlsOptions(null)).toEqual({})
  const { tls } = await openSecurity({ tls: { caFile: '', certificateFile: '', keyFile: '' } })
  expect(tlsOptions(tls)).toEqual({ rejectUnauthorized: true })
})

it.each([
  ['tls.caFile', { caFile: join(folder, 'none.pem') }, 'there is no such file'],
  ['tls.caFile', { caFile: keyFile }, 'it holds no certificate in PEM form'],
  [
    'tls.certificateFile',
    { certificateFile: file('text.pem', 'hello'), keyFile },
    'it holds no certificate in PEM form',
  ],
  ['tls.keyFile', { certificateFile, keyFile: caFile }, 'it holds no private key without a passphrase in PEM form'],
  [
    'tls.keyFile',
    { certificateFile, keyFile: file('other.pem', authority.issue().key) },
    'it is not the key of the certificate in "tls.certificateFile"',
  ],
])('names %s and the path of %j', async (field, tls, reason) => {
  const failure = await failureOf(openSecurity({ tls }))
  expect(failure.code).toBe('SLUICE-CONNECTION-FILE')
  expect(failure.message).toContain(`"${field}"`)
  expect(failure.message).toContain(reason)
  expect(Object.values(tls)).toContain(failure.detail?.path)
  expect(JSON.stringify(failure)).not.toContain('PRIVATE KEY')
})
