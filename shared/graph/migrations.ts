/**
 * How documents of older formats become current ones. Each format change adds one named step here and one fixture in
 * `fixtures/versions/`; steps are never changed again, since files written long ago pass through them.
 */

export const currentFormat = 'sluice/1'

export interface Migration {
  readonly from: string
  readonly to: string
  /** What the step does, in a few words. */
  readonly name: string
  /** Gets the raw object of a file in format `from`; returns a new one in format `to` (`format` itself is set by the caller). */
  readonly migrate: (document: Readonly<Record<string, unknown>>) => Record<string, unknown>
}

export const migrations: readonly Migration[] = [
  {
    from: 'sluice/0',
    to: 'sluice/1',
    name: 'steps and wires become nodes and edges',
    migrate: ({ steps = [], wires = [], ...rest }) => ({
      ...rest,
      nodes: mapList(steps, ({ type, ...node }) => ({ ...node, operator: type })),
      edges: mapList(wires, ({ source, target, ...edge }) => ({ ...edge, from: source, to: target })),
    }),
  },
]

export type Migrated =
  | { readonly document: Record<string, unknown>; readonly applied: readonly string[]; readonly problem?: undefined }
  | { readonly problem: { readonly code: string; readonly message: string } }

/** Brings a raw document to the current format. `applied` names the steps that were needed, oldest first. */
export function migrate(raw: Readonly<Record<string, unknown>>): Migrated {
  let document: Record<string, unknown> = { ...raw }
  const applied: string[] = []
  while (document.format !== currentFormat) {
    const step = migrations.find((migration) => migration.from === document.format)
    if (step === undefined) return { problem: explainFormat(document.format) }
    document = { ...step.migrate(document), format: step.to }
    applied.push(step.name)
  }
  return { document, applied }
}

function explainFormat(format: unknown): { code: string; message: string } {
  const version = typeof format === 'string' ? /^sluice\/(\d{1,6})$/.exec(format)?.[1] : undefined
  if (version !== undefined && Number(version) > Number(currentFormat.slice('sluice/'.length))) {
    const message = `This file has the format sluice/${version}, which a newer Sluice wrote; this one reads up to ${currentFormat}. Update Sluice to open it.`
    return { code: 'SLUICE-FILE-NEWER', message }
  }
  const message = `This is not a Sluice pipeline: its "format" must be "${currentFormat}".`
  return { code: 'SLUICE-FILE-FORMAT', message }
}

/** Maps the objects of a list; everything else is left for the schema to refuse. */
function mapList(list: unknown, change: (item: Record<string, unknown>) => Record<string, unknown>): unknown {
  if (!Array.isArray(list)) return list
  return list.map((item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? change(item as Record<string, unknown>) : item,
  )
}
