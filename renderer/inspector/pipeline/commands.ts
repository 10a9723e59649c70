import { mapTexts, readPlaceholders } from '../../../shared/graph/placeholders.ts'
import type { Connection, GraphDocument, Parameter, Settings } from '../../../shared/graph/schema.ts'
import type { Command } from '../../model/command.ts'
import type { SpecLookup } from '../../model/lookup.ts'
import { freeId } from '../../model/naming.ts'
import { fieldsOf } from '../form/form-model.ts'

/** Sets or leaves out one of the pipeline's settings; the dead-letter topic brings its connection along. */
export function setSetting(path: readonly (string | number)[], value: unknown): Command {
  return {
    label: `Edit ${path.join('.')}`,
    change: ({ settings, connections }) => {
      const [key, part] = path
      if (key === 'deadLetter')
        settings.deadLetter = deadLetterWith(settings, String(part), value, Object.keys(connections))
      else if (value === undefined) delete settings[String(key)]
      else settings[String(key)] = value
    },
  }
}

export function setDescription(description: string): Command {
  return {
    label: 'Edit description',
    change: (draft) => {
      draft.description = description
    },
  }
}

export function addParameter(document: GraphDocument): Command {
  const name = freeId(new Set(Object.keys(document.parameters)), 'PARAMETER').replaceAll('-', '_')
  return {
    label: `Add parameter ${name}`,
    change: ({ parameters }) => {
      parameters[name] = { type: 'string', default: '', description: '' }
    },
  }
}

/** Changes parts of a parameter; undefined leaves a part out. */
export function setParameter(name: string, parts: Partial<Parameter>): Command {
  return {
    label: `Edit parameter ${name}`,
    change: ({ parameters }) => {
      const parameter = parameters[name]
      if (!parameter) return
      for (const [key, value] of Object.entries(parts)) {
        if (value === undefined) delete parameter[key]
        else parameter[key] = value
      }
    },
  }
}

export function removeParameter(name: string): Command {
  return {
    label: `Remove parameter ${name}`,
    change: ({ parameters }) => {
      delete parameters[name]
    },
  }
}

/** Gives a parameter another name, everywhere it is used as well. */
export function renameParameter(name: string, next: string): Command {
  return {
    label: `Rename parameter ${name}`,
    change: (draft) => {
      const renamed = mapTexts(draft, (text) => renameIn(text, name, next))
      draft.nodes = renamed.nodes
      draft.connections = renamed.connections
      draft.settings = renamed.settings
      draft.parameters = renameKey(draft.parameters, name, next)
    },
  }
}

export function addConnection(document: GraphDocument, connection: Connection): Command {
  const name = freeId(new Set(Object.keys(document.connections)), connection.type === 'embedded' ? 'main' : 'pulsar')
  return {
    label: `Add connection ${name}`,
    change: ({ connections }) => {
      connections[name] = connection
    },
  }
}

export function setConnection(name: string, connection: Connection): Command {
  return {
    label: `Edit connection ${name}`,
    change: ({ connections }) => {
      connections[name] = connection
    },
  }
}

export function removeConnection(name: string): Command {
  return {
    label: `Remove connection ${name}`,
    change: ({ connections }) => {
      delete connections[name]
    },
  }
}

/** Gives a connection another name, in the steps that use it as well. */
export function renameConnection(name: string, next: string, specOf: SpecLookup): Command {
  return {
    label: `Rename connection ${name}`,
    change: (draft) => {
      draft.connections = renameKey(draft.connections, name, next)
      for (const node of draft.nodes) {
        for (const key of connectionKeys(node.operator, specOf)) {
          const used = node.config[key.name] ?? key.fallback
          if (used === name) node.config[key.name] = next
        }
      }
      const { deadLetter } = draft.settings
      if (deadLetter?.connection === name) deadLetter.connection = next
    },
  }
}

function connectionKeys(operator: string, specOf: SpecLookup): { name: string; fallback: unknown }[] {
  const spec = specOf(operator)
  if (!spec) return []
  const fields = fieldsOf(spec.config).filter(({ control }) => control === 'connection')
  return fields.map(({ key, fallback }) => ({ name: key, fallback }))
}

function deadLetterWith(
  { deadLetter }: Settings,
  part: string,
  value: unknown,
  [firstConnection = 'main']: readonly string[],
): Settings['deadLetter'] {
  if (part === 'topic' && (value === undefined || value === '')) return undefined
  const old = deadLetter ?? { connection: firstConnection, topic: '' }
  return { ...old, [part]: value ?? firstConnection }
}

function renameIn(text: string, name: string, next: string): string {
  const parts = readPlaceholders(text).map((part) => {
    if (typeof part === 'string') return part
    if (part.kind !== 'parameter' || part.name !== name) return part.written
    return part.fallback === null ? `\${${next}}` : `\${${next}:${part.fallback}}`
  })
  return parts.join('')
}

/** The record with one key called otherwise, in its place. */
function renameKey<T>(record: Readonly<Record<string, T>>, name: string, next: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key === name ? next : key, value]))
}
