import { isDeepStrictEqual } from 'node:util'
import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import {
  findPlaceholders,
  type ParameterValues,
  type Resolution,
  resolveDocument,
  resolveWithoutSecrets,
} from '../../shared/graph/parameters.ts'
import { type Connection, type GraphDocument, settingsSchema } from '../../shared/graph/schema.ts'
import { expandSubflows } from '../../shared/graph/subflows/expand.ts'
import { fail, toFailure } from '../../shared/ipc/failure.ts'
import type { DoctorResult } from '../../shared/run/doctor.ts'
import { diagnosePulsar } from '../brokers/doctor/diagnose.ts'
import { diagnoseEmbedded } from '../brokers/doctor/diagnose-embedded.ts'
import { type NativeClientPackage, nativeClient } from '../brokers/pulsar-native/native-client.ts'
import type { BrokerLease } from '../engine/ports.ts'
import { readConnection } from './broker-leases.ts'

export interface DiagnoseRequest {
  /** As it stands in a document. */
  readonly connection: unknown
  /** With it, the steps on this connection are looked at too. */
  readonly document?: GraphDocument | undefined
  /** As `--set`. */
  readonly parameters?: Readonly<Record<string, string>>
}

export interface DiagnoseWatcher {
  event(result: DoctorResult): void
  end(): void
}

/** The diagnoses under way in one process. */
export interface Diagnoses {
  /** Results come as they are known, `end` after the last one. Returns the way to stop, after which nothing comes. */
  start(request: DiagnoseRequest, on: DiagnoseWatcher): () => void
  /** Stops all. */
  close(): void
}

export interface DiagnosesOptions {
  readonly lease: (connection: Connection) => Promise<BrokerLease>
  /** For placeholders; asked at each diagnosis. */
  readonly values: () => Pick<ParameterValues, 'environment' | 'secrets'>
  /** Default: the package as it is installed here. */
  readonly native?: Pick<NativeClientPackage, 'verdict'>
}

export function createDiagnoses(options: DiagnosesOptions): Diagnoses {
  const open = new Set<AbortController>()
  return {
    start(request, on) {
      const stopping = new AbortController()
      open.add(stopping)
      void diagnose(request, options, stopping.signal, on.event)
        .catch((error) => on.event(unfit(toFailure(error))))
        .finally(() => {
          open.delete(stopping)
          if (!stopping.signal.aborted) on.end()
        })
      return () => stopping.abort()
    },
    close() {
      for (const stopping of open) stopping.abort()
    },
  }
}

async function diagnose(
  { connection: given, document, parameters = {} }: DiagnoseRequest,
  { lease, values: valuesNow, native = nativeClient }: DiagnosesOptions,
  signal: AbortSignal,
  report: (result: DoctorResult) => void,
): Promise<void> {
  const values = { set: parameters, ...valuesNow() }
  const names = namesOf(given, document)
  const drawn = document && names.length > 0 ? fillDrawn(document, values, report) : undefined
  const connection = names.length > 0 ? connectionIn(document!, names[0]!, values) : readConnection(given, values)
  const common = { ...(drawn && { document: drawn }), names, signal, report }
  if (connection.type === 'embedded') return diagnoseEmbedded({ ...common, lease: () => lease(connection) })
  return diagnosePulsar({ ...common, connection, native: () => native.verdict() })
}

type Values = Parameters<typeof resolveDocument>[1]

/** Under which names a document has this connection. */
function namesOf(connection: unknown, document: GraphDocument | undefined): readonly string[] {
  const known = Object.entries(document?.connections ?? {})
  return known.filter(([, each]) => isDeepStrictEqual(each, connection)).map(([name]) => name)
}

/** Only the connection: what else is missing in the document does not matter for it. */
function connectionIn(document: GraphDocument, name: string, values: Values): Connection {
  const rest = { nodes: [], edges: [], subflows: undefined, settings: settingsSchema.parse({}) }
  const alone = { ...document, ...rest, connections: { [name]: document.connections[name]! } }
  const filled = resolveDocument(alone, { ...values, set: onlyKnown(alone, values?.set) })
  if (filled.document) return filled.document.connections[name]!
  const [first] = filled.diagnostics
  throw fail(first!.code, first!.message)
}

/** Names that the rest of the document uses are unknown to the connection alone. */
function onlyKnown(document: GraphDocument, set: NonNullable<Values>['set'] = {}): NonNullable<Values>['set'] {
  const used = findPlaceholders(document).map(({ placeholder }) => placeholder.name)
  const known = new Set([...Object.keys(document.parameters), ...used])
  return Object.fromEntries(Object.entries(set).filter(([name]) => known.has(name)))
}

/** Without secrets, and without subflows; undefined, and a word about it, when that does not work. */
function fillDrawn(
  document: GraphDocument,
  values: Values,
  report: (result: DoctorResult) => void,
): GraphDocument | undefined {
  const { document: filled, diagnostics = [] } = expandAndFill(document, values)
  for (const { code, message, place } of diagnostics) report(unfit({ code, message }, place))
  return filled
}

function expandAndFill(document: GraphDocument, values: Values): Resolution {
  try {
    return resolveWithoutSecrets(document.subflows === undefined ? document : expandSubflows(document), values)
  } catch (error) {
    return { diagnostics: [{ ...toFailure(error), severity: 'error', place: {} }] }
  }
}

function unfit({ code, message }: Pick<Diagnostic, 'code' | 'message'>, place: Diagnostic['place'] = {}): DoctorResult {
  const fix = 'Mend that first; "sluice check" lists everything of the kind.'
  return { id: 'document', state: 'failed', code, sentence: message, fix, detail: {}, place }
}
