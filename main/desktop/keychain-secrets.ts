import { readFile } from 'node:fs/promises'
import { fail } from '../../shared/ipc/failure.ts'
import { writeAtomically } from '../host/atomic-write.ts'
import { type SecretStore, sessionSecrets } from '../host/secrets.ts'

/** What is used of Electron's `safeStorage`: encryption with a key that the system's keychain keeps. */
export interface Keychain {
  isEncryptionAvailable(): boolean
  encryptString(text: string): Buffer
  decryptString(bytes: Buffer): string
}

/** Secrets in a file that only this person's keychain opens; in memory where the system has none. */
export function keychainSecrets(file: string, keychain: Keychain): SecretStore {
  if (!keychain.isEncryptionAvailable()) return sessionSecrets
  return {
    kept: 'keychain',
    async load() {
      const bytes = await readFile(file).catch(() => null)
      if (bytes === null) return {}
      try {
        return JSON.parse(keychain.decryptString(Buffer.from(bytes.toString('latin1'), 'base64')))
      } catch {
        throw fail(
          'SLUICE-SECRETS-UNREADABLE',
          `The secrets in ${file} cannot be opened by the keychain of this system. Move the file away, and enter them again.`,
        )
      }
    },
    async save(secrets) {
      try {
        await writeAtomically(file, keychain.encryptString(JSON.stringify(secrets)).toString('base64'))
      } catch {
        throw fail(
          'SLUICE-SECRETS-UNWRITABLE',
          `The secrets cannot be written to ${file}. Check the folder and the disk.`,
        )
      }
    },
  }
}
