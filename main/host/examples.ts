import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toFailure } from '../../shared/ipc/failure.ts'
import type { HostLog } from './host-log.ts'

export interface Example {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly text: string
}

/** The shipped pipelines, by file name. One that cannot be read is left out and logged; a missing folder means none. */
export async function readExamples(directory: string, log: HostLog): Promise<Example[]> {
  const names = await readdir(directory).catch(() => [])
  const files = names.filter((name) => name.endsWith('.sluice.json')).sort()
  const examples = await Promise.all(
    files.map((name) =>
      readExample(join(directory, name)).catch((error) => {
        log('warn', `The example ${name} is left out: ${toFailure(error).message}`)
        return null
      }),
    ),
  )
  return examples.filter((example) => example !== null)
}

async function readExample(file: string): Promise<Example> {
  const text = await readFile(file, 'utf8')
  const { id, name, description = '' } = JSON.parse(text) as Record<string, string>
  return { id: String(id), name: String(name), description: String(description), text }
}
