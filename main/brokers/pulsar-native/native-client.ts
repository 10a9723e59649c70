import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fail, toFailure } from '../../../shared/ipc/failure.ts'
import type { PulsarAddon } from './addon.ts'

/** Whether Pulsar's native client can be loaded here, and if not, why: `its package is not installed`. */
export interface NativeVerdict {
  readonly available: boolean
  /** Empty when it is. */
  readonly reason: string
}

/** The package of the native client on this machine. */
export interface NativeClientPackage {
  /** Found out once in the life of the process, by loading it in another. Never rejects. */
  verdict(): Promise<NativeVerdict>
  /** Into this process. Rejects with `SLUICE-TRANSPORT-UNAVAILABLE`. */
  load(): Promise<PulsarAddon>
}

const isElectron = process.versions.electron !== undefined
/** Started as Node it would start a second app instead. */
const isPackedApp = isElectron && import.meta.url.includes('/app.asar')

export interface NativeClientPlace {
  readonly packageName: string
  /** For the child process that tries. */
  readonly timeoutMs: number
}

/** `place` for tests. */
export function findNativeClient(place: NativeClientPlace = { packageName: 'pulsar-client', timeoutMs: 15_000 }) {
  const require = createRequire(import.meta.url)
  let verdict: Promise<NativeVerdict> | null = null
  const client: NativeClientPackage = {
    verdict() {
      verdict ??= probe(require, place)
      return verdict
    },
    async load() {
      const { available, reason } = await client.verdict()
      if (!available) throw nativeUnavailable(reason)
      try {
        return require(place.packageName) as PulsarAddon
      } catch (error) {
        throw nativeUnavailable(`loading it failed: ${toFailure(error).message}`)
      }
    },
  }
  return client
}

/** Of this process. */
export const nativeClient = findNativeClient()

export function nativeUnavailable(reason: string) {
  return fail(
    'SLUICE-TRANSPORT-UNAVAILABLE',
    `The native Pulsar client is not available here: ${reason}. Set the transport of the connection to "websocket" or "auto".`,
    { detail: { reason } },
  )
}

async function probe(require: NodeJS.Require, { packageName, timeoutMs }: NativeClientPlace): Promise<NativeVerdict> {
  if (isPackedApp) return { available: false, reason: 'the packed desktop app comes without it' }
  try {
    const path = require.resolve(packageName)
    const reason = await tryInChild(`require(${JSON.stringify(path)}).MessageId.earliest().toString()`, timeoutMs)
    return { available: reason === '', reason }
  } catch {
    return { available: false, reason: `its package, ${packageName}, is not installed` }
  }
}

/** Why the script does not run to its end; empty when it does. A crash ends the child alone. */
function tryInChild(script: string, timeoutMs: number): Promise<string> {
  const env = isElectron ? { ...process.env, ELECTRON_RUN_AS_NODE: '1' } : process.env
  const settings = { env, timeout: timeoutMs, killSignal: 'SIGKILL', windowsHide: true } as const
  return new Promise((resolve) => {
    execFile(process.execPath, ['-e', script], settings, (error, _stdout, stderr) => {
      if (error === null) resolve('')
      else if (error.killed) resolve(`a process that loads it was not done within ${timeoutMs} ms`)
      else if (error.signal) resolve(`a process that loads it dies of ${error.signal}`)
      else resolve(`it cannot be loaded (${/^\w*Error.*$/m.exec(stderr)?.[0] ?? `exit code ${error.code}`})`)
    })
  })
}
