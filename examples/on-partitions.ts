import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Topics of each example that several consumers are to share: what it reads, or without a source what it writes. */
export const sharedTopics: Readonly<Record<string, readonly string[]>> = {
  'data-generator': ['generated-simple', 'generated-sensor', 'generated-event', 'generated-transaction'],
  'getting-started': ['input-topic'],
  'high-performance': ['iot-sensors'],
  'message-tracking': ['tracking-input'],
  'multi-tenant': ['tenant-events'],
  'production-ready': ['orders'],
}

/** A copy of an example whose sources read by this type of subscription; returns its path. */
export async function copyExample(name: string, consumerType: 'Shared' | 'KeyShared', folder: string): Promise<string> {
  const original = fileURLToPath(new URL(`${name}.sluice.json`, import.meta.url))
  const document = JSON.parse(await readFile(original, 'utf8'))
  for (const { operator, config } of document.nodes) {
    if (operator === 'pulsar-source') config.consumer = { ...config.consumer, consumerType }
  }
  const file = join(folder, `${name}.sluice.json`)
  await writeFile(file, JSON.stringify(document))
  return file
}

/** Puts partitioned topics, empty, in the place of those with these names; removes `others`. */
export async function makePartitioned(
  webServiceUrl: string,
  topics: readonly string[],
  others: readonly string[],
): Promise<void> {
  const call = (method: 'PUT' | 'DELETE', path: string, body?: string) =>
    fetch(`${webServiceUrl}/admin/v2/persistent/public/default/${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body }),
    })
  await Promise.all([...topics, ...others].map((topic) => call('DELETE', `${topic}?force=true`)))
  for (const topic of topics) {
    await call('DELETE', `${topic}/partitions?force=true`)
    const made = await call('PUT', `${topic}/partitions`, '4')
    if (!made.ok) throw new Error(`${topic} was not made: HTTP ${made.status} ${await made.text()}`)
  }
}
