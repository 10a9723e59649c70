import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Keychain, keychainSecrets } from './keychain-secrets.ts'

/** Turns bits around: enough to see whether the plain text ever lies on the disk. */
const turn = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0xff))
const keychain: Keychain = {
  isEncryptionAvailable: () => true,
  encryptString: (text) => turn(Buffer.from(text)),
  decryptString: (bytes) => turn(bytes).toString(),
}

describe('secrets in the keychain', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-keychain-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('are there again after a restart, and never on the disk as they are', async () => {
    const file = join(folder, 'deep', 'secrets')
    const store = keychainSecrets(file, keychain)
    expect([store.kept, await store.load()]).toEqual(['keychain', {}])
    await store.save({ TOKEN: 'canary' })
    expect(await keychainSecrets(file, keychain).load()).toEqual({ TOKEN: 'canary' })
    const text = await readFile(file, 'utf8')
    expect(text + Buffer.from(text, 'base64').toString('latin1')).not.toContain('canary')
  })

  it('that another keychain wrote are named as such, and left alone', async () => {
    const file = join(folder, 'secrets')
    await writeFile(file, 'AAAA')
    await expect(keychainSecrets(file, keychain).load()).rejects.toMatchObject({
      failure: { code: 'SLUICE-SECRETS-UNREADABLE' },
    })
    expect(await readFile(file, 'utf8')).toBe('AAAA')
  })

  it('stay in memory where the system has no keychain', () => {
    expect(keychainSecrets('x', { ...keychain, isEncryptionAvailable: () => false }).kept).toBe('session')
  })
})
