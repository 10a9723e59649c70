import type { Logger } from '../../engine/ports.ts'
import type { ClientConfig, NativeClient, PulsarAddon } from './addon.ts'

/**
 * Clients must not be collected while something of them is open: it would close. The first of the process stays for ever: the addon's
 * logger points into it.
 */
const kept = new Set<NativeClient>()
const firstOf = new WeakMap<PulsarAddon, NativeClient>()

/** `log` gets what the clients say, of the whole process: the addon knows one logger. */
export function openClient(addon: PulsarAddon, config: ClientConfig, log: Logger): NativeClient {
  if (!firstOf.has(addon)) {
    addon.Client.setLogHandler((_level, _file, _line, message) => quietly(() => log.error(`Pulsar client: ${message}`)))
  }
  const client = new addon.Client(config)
  if (!firstOf.has(addon)) firstOf.set(addon, client)
  kept.add(client)
  return client
}

/** Awaited before the process leaves, or the addon may abort it. What was open is closed; once more is harmless. */
export async function closeClient(client: NativeClient): Promise<void> {
  await client.close().catch(() => {})
  kept.delete(client)
}

/** An exception would end the process. */
function quietly(act: () => void): void {
  try {
    act()
  } catch {}
}
