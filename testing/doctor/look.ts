import type { NativeVerdict } from '../../main/brokers/pulsar-native/native-client.ts'
import { createDiagnoses } from '../../main/runner/diagnose.ts'
import { type Connection, documentSchema, type GraphDocument } from '../../shared/graph/schema.ts'
import type { DoctorResult } from '../../shared/run/doctor.ts'

export type PulsarConnection = Extract<Connection, { type: 'pulsar' }>

/** A document whose steps are all on one connection, `main`. */
export function drawing(
  connection: Partial<PulsarConnection>,
  nodes: readonly object[] = [],
  edges: readonly string[] = [],
): GraphDocument {
  return documentSchema.parse({
    format: 'sluice/1',
    id: 'orders',
    name: 'Orders',
    connections: { main: { type: 'pulsar', ...connection } },
    nodes,
    edges: edges.map((edge) => ({ from: edge.split('>')[0], to: edge.split('>')[1] })),
  })
}

/** All the doctor says about `main`, by default where there is no native client. */
export function look(
  document: GraphDocument,
  native: NativeVerdict = { available: false, reason: 'its package is not installed' },
): Promise<readonly DoctorResult[]> {
  const lease = () => Promise.reject(new Error('No embedded broker here.'))
  const diagnoses = createDiagnoses({ lease, values: () => ({}), native: { verdict: async () => native } })
  const results: DoctorResult[] = []
  return new Promise((resolve) => {
    const request = { connection: document.connections.main, document }
    diagnoses.start(request, { event: (result) => results.push(result), end: () => resolve(results) })
  })
}

/** What is not in order, a line each: `failed web-port SLUICE-PORT-CLOSED`. */
export function complaints(results: readonly DoctorResult[]): readonly string[] {
  const bad = results.filter(({ state }) => state === 'failed' || state === 'warning')
  return bad.map(({ state, id, code }) => `${state} ${id} ${code}`)
}

/** Fault, look and sentence as a table, for whoever reads the output of the tests. */
export function tableText(rows: readonly (readonly [fault: string, result: DoctorResult])[]): string {
  const width = Math.max(...rows.map(([fault]) => fault.length))
  return rows.map(([fault, { id, sentence }]) => `${fault.padEnd(width)} → ${id.padEnd(18)} → ${sentence}`).join('\n')
}
