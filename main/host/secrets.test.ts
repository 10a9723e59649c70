import { describe, expect, it, vi } from 'vitest'
import { fail } from '../../shared/ipc/failure.ts'
import { openSecrets, type SecretStore, sessionSecrets } from './secrets.ts'

describe('the secrets of a host', () => {
  it('begin with what is stored, and tell of each change once it is stored', async () => {
    const saved: unknown[] = []
    const changed = vi.fn()
    const store: SecretStore = {
      kept: 'keychain',
      load: async () => ({ OLD: '1' }),
      save: async (secrets) => void saved.push(secrets),
    }
    const secrets = await openSecrets(store, changed)
    await secrets.set('TOKEN', 'x')
    await secrets.forget('OLD')
    expect(saved).toEqual([{ OLD: '1', TOKEN: 'x' }, { TOKEN: 'x' }])
    expect([secrets.names(), secrets.values(), changed.mock.calls.length]).toEqual([['TOKEN'], { TOKEN: 'x' }, 2])
  })

  it('stay as they were when they cannot be stored', async () => {
    const changed = vi.fn()
    const save = () => Promise.reject(fail('SLUICE-SECRETS-UNWRITABLE', 'The disk is full.'))
    const secrets = await openSecrets({ ...sessionSecrets, save }, changed)
    await expect(secrets.set('TOKEN', 'x')).rejects.toMatchObject({ failure: { code: 'SLUICE-SECRETS-UNWRITABLE' } })
    expect([secrets.names(), changed.mock.calls.length]).toEqual([[], 0])
  })

  it('have names that a document can write', async () => {
    const secrets = await openSecrets(sessionSecrets, () => {})
    await expect(secrets.set('my secret', 'x')).rejects.toMatchObject({ failure: { code: 'SLUICE-SECRET-NAME' } })
  })
})
