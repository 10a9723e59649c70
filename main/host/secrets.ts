import { fail } from '../../shared/ipc/failure.ts'

/**
 * Where a person's secrets are kept, by name: the values of `${secret:NAME}`. They go to the engine process and nowhere else; pages may set
 * them and see their names, never a value.
 */
export interface SecretStore {
  /** `session`: in memory, gone when Sluice ends. */
  readonly kept: 'keychain' | 'session'
  /** All of them; called once, at the start. Rejects with `SLUICE-SECRETS-UNREADABLE`. */
  load(): Promise<Readonly<Record<string, string>>>
  /** What is kept from now on. Rejects with `SLUICE-SECRETS-UNWRITABLE`, then what was kept before stays. */
  save(secrets: Readonly<Record<string, string>>): Promise<void>
}

export const sessionSecrets: SecretStore = { kept: 'session', load: async () => ({}), save: async () => {} }

/** The secrets of a running host. */
export interface Secrets {
  readonly kept: SecretStore['kept']
  /** The names that are kept, sorted. */
  names(): readonly string[]
  set(name: string, value: string): Promise<void>
  forget(name: string): Promise<void>
  /** For the engine process. */
  values(): Readonly<Record<string, string>>
}

/** `changed` is called after each change. */
export async function openSecrets(store: SecretStore, changed: () => void): Promise<Secrets> {
  let values: Readonly<Record<string, string>> = await store.load()

  async function keep(next: Readonly<Record<string, string>>): Promise<void> {
    await store.save(next)
    values = next
    changed()
  }

  return {
    kept: store.kept,
    names: () => Object.keys(values).sort(),
    async set(name, value) {
      if (!/^[A-Za-z_][\w.-]{0,99}$/.test(name)) throw badName(name)
      await keep({ ...values, [name]: value })
    },
    async forget(name) {
      const { [name]: _, ...rest } = values
      await keep(rest)
    },
    values: () => values,
  }
}

function badName(name: string) {
  return fail(
    'SLUICE-SECRET-NAME',
    `"${name}" cannot name a secret. Begin with a letter, and use letters, digits, "_", "-" and ".".`,
  )
}
