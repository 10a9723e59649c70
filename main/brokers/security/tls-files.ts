import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { ConnectionOptions } from 'node:tls'
import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import { readNamedFile, unusableFile } from './read-file.ts'

/** How to encrypt; texts are PEM. */
export interface TlsFiles {
  /** Trusted instead of what the machine trusts. */
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
  /** Any certificate will do. */
  readonly allowInsecure: boolean
  readonly verifyHostname: boolean
}

type TlsFields = NonNullable<PulsarConnection['tls']>

/** Reads the files and sees that they hold what they should. Rejects with `SLUICE-CONNECTION-FILE`. */
export async function readTlsFiles(fields: TlsFields): Promise<TlsFiles> {
  const [ca, cert, key] = await Promise.all([
    readCertificate('tls.caFile', fields.caFile),
    readCertificate('tls.certificateFile', fields.certificateFile),
    readKey('tls.keyFile', fields.keyFile),
  ])
  if (cert && key && !cert.parsed.checkPrivateKey(key.parsed)) {
    const reason = 'it is not the key of the certificate in "tls.certificateFile".'
    throw unusableFile('tls.keyFile', fields.keyFile ?? '', reason)
  }
  return {
    ca: ca?.text ?? null,
    cert: cert?.text ?? null,
    key: key?.text ?? null,
    allowInsecure: fields.allowInsecure ?? false,
    verifyHostname: fields.verifyHostname ?? true,
  }
}

/** The same for Node: what `tls.connect`, `https.request` and `ws` take. */
export function tlsOptions(tls: TlsFiles | null): ConnectionOptions {
  if (tls === null) return {}
  return {
    ...(tls.ca !== null && { ca: tls.ca }),
    ...(tls.cert !== null && tls.key !== null && { cert: tls.cert, key: tls.key }),
    rejectUnauthorized: !tls.allowInsecure,
    ...(!tls.verifyHostname && { checkServerIdentity: () => undefined }),
  }
}

interface Read<T> {
  readonly text: string
  readonly parsed: T
}

function readCertificate(field: string, path: string | undefined): Promise<Read<X509Certificate> | null> {
  return readPem(field, path, 'certificate', (text) => new X509Certificate(text))
}

function readKey(field: string, path: string | undefined): Promise<Read<KeyObject> | null> {
  return readPem(field, path, 'private key without a passphrase', createPrivateKey)
}

/** An empty path counts as none. */
async function readPem<T>(
  field: string,
  path: string | undefined,
  content: string,
  parse: (text: string) => T,
): Promise<Read<T> | null> {
  if (path === undefined || path === '') return null
  const text = await readNamedFile(field, path)
  try {
    return { text, parsed: parse(text) }
  } catch {
    throw unusableFile(field, path, `it holds no ${content} in PEM form.`)
  }
}
