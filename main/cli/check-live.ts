import { isDeepStrictEqual } from 'node:util'
import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import { overrideConnection } from '../../shared/graph/parameters.ts'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { DoctorResult } from '../../shared/run/doctor.ts'
import { createRunner, type Runner } from '../runner/runner.ts'
import type { CheckOptions } from './check.ts'
import { createCliLog } from './cli-log.ts'
import type { LiveFindings } from './format/live-findings.ts'

export interface LiveCheck {
  /** Of the options: connections that the file does not have, addresses that are none. */
  readonly diagnostics: readonly Diagnostic[]
  readonly live: readonly LiveFindings[]
}

/** Looks at every connection of a document, one after the other; those that are the same once. */
export async function checkLive(given: GraphDocument, { set = {}, connection = {} }: CheckOptions): Promise<LiveCheck> {
  const { document, diagnostics } = connectTo(given, connection)
  const runner = createRunner({
    folders: [],
    log: createCliLog(),
    console: () => {},
    environment: process.env,
    remember: 0,
  })
  try {
    const live: LiveFindings[] = []
    for (const name of differentConnections(document)) {
      live.push({ connection: name, results: await diagnose(runner, document, name, set) })
    }
    return { diagnostics, live }
  } finally {
    await runner.close()
  }
}

function diagnose(
  runner: Runner,
  document: GraphDocument,
  name: string,
  parameters: Readonly<Record<string, string>>,
): Promise<readonly DoctorResult[]> {
  const results: DoctorResult[] = []
  return new Promise((resolve) => {
    const request = { connection: document.connections[name], document, parameters }
    runner.diagnoses.start(request, { event: (result) => results.push(result), end: () => resolve(results) })
  })
}

function connectTo(given: GraphDocument, connections: Readonly<Record<string, string>>) {
  const diagnostics: Diagnostic[] = []
  const document = Object.entries(connections).reduce((reached, [name, url]) => {
    const replaced = overrideConnection(reached, name, url)
    diagnostics.push(...(replaced.diagnostics ?? []))
    return replaced.document ?? reached
  }, given)
  return { document, diagnostics }
}

/** The first name of each. */
function differentConnections({ connections }: GraphDocument): readonly string[] {
  const entries = Object.entries(connections)
  const isFirst = (value: unknown, at: number) =>
    entries.findIndex(([, other]) => isDeepStrictEqual(other, value)) === at
  return entries.filter(([, value], at) => isFirst(value, at)).map(([name]) => name)
}
