import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeAuthority } from '../certificates/certificates.ts'
import { freePorts } from '../free-ports.ts'
import { type HelperProcess, startHelper } from '../helper-process.ts'
import { installRealPulsar } from './install.mjs'
import { findJava } from './java.mjs'
import { type BrokerTls, caFileName, type StandalonePorts, writeStandaloneConfig } from './standalone-config.ts'
import { makeTokens, type Tokens } from './tokens.ts'
import { waitUntilHealthy } from './wait-until-healthy.ts'

export interface RealPulsarOptions {
  /** `token` asks every client for a JSON Web Token; default `none`. */
  auth?: 'none' | 'token'
  /** Encrypted addresses beside the plain ones, with a certificate for `127.0.0.1` and `localhost`; default false. */
  tls?: boolean
  /** Where the broker keeps its data. Default: a folder of its own, removed by `stop`. A given folder is kept. */
  dataDir?: string
  /** Default: free ones, chosen again when another process takes one first. */
  ports?: StandalonePorts
  /** How long a start may take until `brokers/health` answers ok; default 60 s. Usual is 5 to 9 s. */
  startLimitMs?: number
}

/** A running standalone: one JVM with broker, BookKeeper, ZooKeeper, admin API and WebSocket API on loopback. */
export interface RealPulsar {
  /** `pulsar://127.0.0.1:…`; stays the same over restarts, as do the next three. */
  readonly serviceUrl: string
  /** `http://127.0.0.1:…`, the base of `/admin/v2` and, with `ws://`, of `/ws/v2`. */
  readonly webServiceUrl: string
  readonly webPort: number
  readonly brokerPort: number
  /** Of the JVM that runs now, or ran last. */
  readonly pid: number
  /** With `auth: 'token'`, tokens this broker accepts; otherwise null. */
  readonly tokens: Tokens | null
  /** With `tls: true`, the encrypted addresses and how to trust them; otherwise null. */
  readonly tls: RealPulsarTls | null
  /** What the broker has logged since it was first started; still there after `stop`. */
  log(): string
  /** Graceful: cursors are saved, clients are told. About 5 s; SIGKILL after 20 s. Removes the broker's own folder. */
  stop(): Promise<void>
  /** SIGKILL, as in a crash. The data stays for `restart`; call `stop` in the end to remove it. */
  kill(): Promise<void>
  /** Stops gracefully when it still runs, then starts on the same data and ports. Settles when healthy again. */
  restart(): Promise<void>
}

export interface RealPulsarTls {
  /** `pulsar+ssl://127.0.0.1:…` */
  readonly serviceUrl: string
  /** `https://127.0.0.1:…` */
  readonly webServiceUrl: string
  /** PEM of the authority that signed the broker's certificate. Gone after `stop`. */
  readonly caFile: string
}

const STOP_LIMIT_MS = 20_000
const START_LIMIT_MS = 60_000
const PORT_ATTEMPTS = 3

/**
 * Starts a real Pulsar and settles when it is healthy. Rejects, with the end of the broker's log, when it exits or is
 * not healthy in time, and with the installer's reason when there is no broker to start. The JVM never outlives this
 * process, and a forgotten broker does not keep this process alive.
 */
export async function startRealPulsar(options: RealPulsarOptions = {}): Promise<RealPulsar> {
  const { lib, command } = await whatToStart()
  const folder = mkdtempSync(join(tmpdir(), 'sluice-pulsar-'))
  const dataFolder = options.dataDir ?? join(folder, 'data')
  mkdirSync(dataFolder, { recursive: true })
  const logFile = join(folder, 'broker.log')
  const tokens = options.auth === 'token' ? makeTokens() : null
  const tls = options.tls ? issueForBroker() : null
  let ports = options.ports ?? (await freeStandalonePorts())
  let helper!: HelperProcess
  let running = false
  let keptLog = ''

  const log = () => keptLog || readFileSync(logFile, 'utf8')

  async function launch(): Promise<void> {
    const args = writeStandaloneConfig(folder, lib, dataFolder, ports, { tokens, tls })
    const output = openSync(logFile, 'a')
    const env = { ...process.env, PULSAR_STANDALONE_USE_ZOOKEEPER: '1' }
    helper = await startHelper(command, args, { cwd: folder, env, stdio: ['ignore', output, output] }, folder)
    closeSync(output)
    running = true
    void helper.exited.then(() => {
      running = false
    })
    try {
      await waitUntilHealthy(helper.exited, ports.web, tokens?.admin ?? null, options.startLimitMs ?? START_LIMIT_MS)
    } catch (error) {
      await helper.kill()
      throw new Error(`Pulsar did not start: ${(error as Error).message}. The end of its log:\n${log().slice(-3000)}`)
    }
  }

  async function launchOnFreePorts(attemptsLeft: number): Promise<void> {
    try {
      await launch()
    } catch (error) {
      const portTaken = /Failed to bind|BindException|Address already in use/.test(log())
      if (options.ports || !portTaken || attemptsLeft === 1) throw error
      rmSync(logFile)
      ports = await freeStandalonePorts()
      await launchOnFreePorts(attemptsLeft - 1)
    }
  }

  function removeFolder(): void {
    keptLog = log()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }

  try {
    await launchOnFreePorts(PORT_ATTEMPTS)
  } catch (error) {
    removeFolder()
    throw error
  }
  return {
    serviceUrl: `pulsar://127.0.0.1:${ports.broker}`,
    webServiceUrl: `http://127.0.0.1:${ports.web}`,
    webPort: ports.web,
    brokerPort: ports.broker,
    get pid() {
      return helper.pid
    },
    tokens,
    tls: tls && {
      serviceUrl: `pulsar+ssl://127.0.0.1:${ports.brokerTls}`,
      webServiceUrl: `https://127.0.0.1:${ports.webTls}`,
      caFile: join(folder, caFileName),
    },
    log,
    async stop() {
      if (running) await helper.stop(STOP_LIMIT_MS)
      if (!keptLog) removeFolder()
    },
    async kill() {
      if (running) await helper.kill()
    },
    async restart() {
      if (running) await helper.stop(STOP_LIMIT_MS)
      await launch()
    },
  }
}

async function whatToStart(): Promise<{ lib: string; command: string }> {
  const installed = await installRealPulsar()
  if (!installed.ok) throw new Error(`No Pulsar to start: ${installed.reason}`)
  const java = await findJava()
  if (!java.ok) throw new Error(`No Pulsar to start: ${java.reason}`)
  return { lib: installed.lib, command: java.command }
}

function issueForBroker(): BrokerTls {
  const authority = makeAuthority()
  return { authority, certificate: authority.issue() }
}

async function freeStandalonePorts(): Promise<StandalonePorts> {
  const [broker = 0, web = 0, brokerTls = 0, webTls = 0, bookkeeper = 0, zookeeper = 0] = await freePorts(6)
  return { broker, web, brokerTls, webTls, bookkeeper, zookeeper }
}
