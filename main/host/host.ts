import { basename, resolve } from 'node:path'
import { grantsOf } from '../../shared/graph/grants.ts'
import { createRelay, serve } from '../../shared/ipc/channel.ts'
import type { Handlers, StreamSink, Transport } from '../../shared/ipc/contract.ts'
import { engineContract } from '../../shared/ipc/engine-contract.ts'
import { type EngineState, workspaceContract } from '../../shared/ipc/workspace-contract.ts'
import { findSpec } from '../../shared/operators/specs.ts'
import type { EngineLauncher } from './engine-launcher.ts'
import { readExamples } from './examples.ts'
import type { HostLog } from './host-log.ts'
import { openSecrets, type SecretStore, type Secrets, sessionSecrets } from './secrets.ts'
import { superviseEngine } from './supervisor.ts'
import { openTrustedList } from './trusted-list.ts'
import { createWorkspaceFiles, ensureSluiceFolder } from './workspace-files.ts'

export interface HostOptions {
  /** The folder whose pipelines are shown. Must exist. */
  readonly workspace: string
  /** The shipped examples. */
  readonly examplesDirectory: string
  readonly version: string
  readonly home: 'desktop' | 'browser'
  /** The file to show first, relative to the workspace; null lets the page choose. */
  readonly openFile: string | null
  readonly launcher: EngineLauncher
  readonly log: HostLog
  /** The file that remembers what was trusted; left out, the one of the person who runs this. */
  readonly trustedList?: string
  /** Left out, secrets are kept in memory. */
  readonly secretStore?: SecretStore
}

/** Everything behind the page: files, examples, and an engine that is kept alive. The same in the window and in the browser. */
export interface Host {
  /** Serves one page: `workspaceContract` from here, `engineContract` by the engine process. Ends with its transport. */
  attach(page: Transport): void
  /** Drains what runs, ends the engine. Pages are their homes' to close. */
  close(): Promise<void>
}

export async function createHost(options: HostOptions): Promise<Host> {
  const { launcher, log } = options
  await ensureSluiceFolder(options.workspace)
  const watchers = new Set<StreamSink<EngineState>>()
  const relay = createRelay(engineContract.name, {
    code: 'SLUICE-ENGINE-GONE',
    message: 'The engine stopped before this was done. It is being started again; what ran is started with it.',
  })

  const secrets = await openSecrets(options.secretStore ?? sessionSecrets, () => supervisor.secretsChanged())
  const supervisor = superviseEngine(
    launcher,
    {
      state: (state) => {
        for (const watcher of watchers) watcher.event(state)
      },
      ready: relay.connect,
      givenUp: (failure) => relay.refuse(failure),
      secrets: secrets.values,
    },
    log,
  )

  const handlers = workspaceHandlers(options, secrets, {
    watchEngine: (sink) => {
      watchers.add(sink)
      sink.event(supervisor.state)
      return () => watchers.delete(sink)
    },
    restartEngine: () => {
      relay.refuse(null)
      supervisor.restart()
    },
  })

  return {
    attach: (page) => {
      serve(workspaceContract, handlers, page)
      relay.attach(page)
    },
    close: () => supervisor.close(),
  }
}

interface EngineAccess {
  watchEngine(sink: StreamSink<EngineState>): () => void
  restartEngine(): void
}

function workspaceHandlers(
  options: HostOptions,
  secrets: Secrets,
  engine: EngineAccess,
): Handlers<typeof workspaceContract> {
  const files = createWorkspaceFiles(options.workspace)
  const trusted = openTrustedList(options.trustedList)
  const { version, home, openFile } = options
  const workspace = basename(resolve(options.workspace))
  return {
    calls: {
      info: () => ({ workspace, version, home, openFile }),
      list: files.list,
      open: ({ path }) => files.open(path),
      save: ({ path, text, revision }) => files.save(path, text, revision),
      examples: () => readExamples(options.examplesDirectory, options.log),
      saveDraft: async ({ path, text }) => {
        await files.saveDraft(path, text)
        return {}
      },
      draft: async ({ path }) => ({ text: await files.draft(path) }),
      trust: async ({ document }) => {
        const granted = grantsOf(document, findSpec).map((each) => ({ ...each, grants: [...each.grants] }))
        return { trusted: granted.length === 0 || (await trusted.has(document, options.workspace)), granted }
      },
      giveTrust: async ({ document, extent }) => {
        await (extent === 'folder' ? trusted.addFolder(options.workspace) : trusted.add(document))
        return {}
      },
      secrets: ({ names }) => ({
        kept: secrets.kept,
        secrets: names.map((name) => ({ name, from: sourceOf(name, secrets) })),
      }),
      setSecret: async ({ name, value }) => {
        await secrets.set(name, value)
        return {}
      },
      forgetSecret: async ({ name }) => {
        await secrets.forget(name)
        return {}
      },
      restartEngine: () => {
        engine.restartEngine()
        return {}
      },
    },
    streams: {
      engine: (_params, sink) => engine.watchEngine(sink),
    },
  }
}

/** What is kept here goes before the environment. */
function sourceOf(name: string, secrets: Secrets): 'kept' | 'environment' | null {
  if (secrets.names().includes(name)) return 'kept'
  return process.env[name] === undefined ? null : 'environment'
}
