import * as z from 'zod'
import { documentSchema } from '../graph/schema.ts'
import { defineContract } from './contract.ts'
import { failureSchema } from './failure.ts'

export const fileEntrySchema = z.object({
  /** Relative to the workspace, with `/`. */
  path: z.string(),
  name: z.string(),
  /** Epoch milliseconds. */
  modifiedAt: z.number(),
})

/** The state of the engine process as the host sees it. */
export const engineStateSchema = z.object({
  state: z.enum(['starting', 'ready', 'restarting', 'given-up']),
  /** Crashes in the last minute. */
  crashes: z.number().int(),
  failure: failureSchema.optional(),
})
export type EngineState = z.infer<typeof engineStateSchema>

const grantedSchema = z.object({
  id: z.string(),
  /** Empty when the step has no name. */
  name: z.string(),
  grants: z.array(z.enum(['code', 'network', 'files', 'secrets'])),
})

/** Served by the host. Files are named relative to the workspace folder; nothing outside it can be reached. */
export const workspaceContract = defineContract({
  name: 'workspace',
  calls: {
    info: {
      params: z.object({}),
      result: z.object({
        /** The folder's own name, not its path. */
        workspace: z.string(),
        version: z.string(),
        home: z.enum(['desktop', 'browser']),
        /** The file to show first. */
        openFile: z.string().nullable(),
      }),
    },
    list: { params: z.object({}), result: z.array(fileEntrySchema) },
    /** The text of a pipeline file, with a revision that `save` compares. */
    open: {
      params: z.object({ path: z.string() }),
      result: z.object({ path: z.string(), text: z.string(), revision: z.string() }),
    },
    /** Atomic, with a backup of what was there. Fails with `SLUICE-FILE-CHANGED` when the file is no longer at `revision`; null overwrites nothing (new file). */
    save: {
      params: z.object({ path: z.string(), text: z.string(), revision: z.string().nullable() }),
      result: z.object({ path: z.string(), revision: z.string() }),
    },
    /** The shipped examples, by name. */
    examples: {
      params: z.object({}),
      result: z.array(z.object({ id: z.string(), name: z.string(), description: z.string(), text: z.string() })),
    },
    /** Keeps the draft against a crash; null when there is nothing to restore. */
    saveDraft: { params: z.object({ path: z.string(), text: z.string().nullable() }), result: z.object({}) },
    draft: { params: z.object({ path: z.string() }), result: z.object({ text: z.string().nullable() }) },
    /** What running this document may do to the machine, and whether someone here agreed to that before. */
    trust: {
      params: z.object({ document: documentSchema }),
      result: z.object({ trusted: z.boolean(), granted: z.array(grantedSchema) }),
    },
    /** Agrees to exactly this document, or to everything in this workspace. Remembered on this machine. */
    giveTrust: {
      params: z.object({ document: documentSchema, extent: z.enum(['pipeline', 'folder']) }),
      result: z.object({}),
    },
    /** Which of these names have a value for `${secret:NAME}`, and where it comes from; never a value. */
    secrets: {
      params: z.object({ names: z.array(z.string()).max(1_000) }),
      result: z.object({
        /** Where new ones are kept: in the keychain, or in memory until Sluice ends. */
        kept: z.enum(['keychain', 'session']),
        secrets: z.array(z.object({ name: z.string(), from: z.enum(['kept', 'environment']).nullable() })),
      }),
    },
    /** Keeps a secret on this machine, outside of the workspace. */
    setSecret: { params: z.object({ name: z.string(), value: z.string().min(1).max(100_000) }), result: z.object({}) },
    forgetSecret: { params: z.object({ name: z.string() }), result: z.object({}) },
    /** Tries again after the engine was given up; does nothing in any other state. */
    restartEngine: { params: z.object({}), result: z.object({}) },
  },
  streams: {
    /** The engine process: starting, ready, restarting, given up. The current state comes first. */
    engine: { params: z.object({}), event: engineStateSchema },
  },
})
