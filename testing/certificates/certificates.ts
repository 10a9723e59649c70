import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { bits, explicit, integer, name, objectId, octets, sequence, subjectNames, time, yes } from './der.ts'

/** A certificate and its key, PEM; the key as PKCS#8. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

export interface CertificateOptions {
  /** Names and IPv4 addresses it is good for; default `localhost` and `127.0.0.1`. */
  readonly hosts?: readonly string[]
  /** Days from now; default -1 and 30. */
  readonly validFrom?: number
  readonly validTo?: number
  /** Who it stands for; default `sluice test`. */
  readonly commonName?: string
}

/** A certificate authority of a test. */
export interface Authority {
  /** Its own certificate, PEM. */
  readonly ca: string
  issue(options?: CertificateOptions): Certificate
}

const dayMs = 86_400_000
const sha256WithRsa = sequence(objectId('1.2.840.113549.1.1.11'), Buffer.from([5, 0]))

/** A fresh authority. Needs no openssl: certificates are written here, and only keys and signatures come from Node. */
export function makeAuthority(commonName = 'sluice test authority'): Authority {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const write = (subject: string, publicKey: KeyObject, extensions: Buffer, options: CertificateOptions) =>
    toPem(signed(own.privateKey, toBeSigned(commonName, subject, publicKey, extensions, options)))
  return {
    ca: write(commonName, own.publicKey, extension('2.5.29.19', sequence(yes), true), {}),
    issue(options = {}) {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const hosts = extension('2.5.29.17', subjectNames(options.hosts ?? ['localhost', '127.0.0.1']))
      return {
        cert: write(options.commonName ?? 'sluice test', publicKey, hosts, options),
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      }
    },
  }
}

function toBeSigned(
  issuer: string,
  subject: string,
  publicKey: KeyObject,
  extensions: Buffer,
  { validFrom = -1, validTo = 30 }: CertificateOptions,
): Buffer {
  return sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    sha256WithRsa,
    name(issuer),
    sequence(time(Date.now() + validFrom * dayMs), time(Date.now() + validTo * dayMs)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(extensions)),
  )
}

function signed(key: KeyObject, body: Buffer): Buffer {
  return sequence(body, sha256WithRsa, bits(sign('sha256', body, key)))
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(objectId(id), ...(isCritical ? [yes] : []), octets(value))
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
