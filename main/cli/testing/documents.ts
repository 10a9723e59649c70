import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes a pipeline with these nodes and edges into the folder; returns its path. */
export async function writePipeline(folder: string, name: string, parts: object): Promise<string> {
  const file = join(folder, `${name}.sluice.json`)
  const document = { format: 'sluice/1', id: name, name, connections: { main: { type: 'embedded' } }, ...parts }
  await writeFile(file, JSON.stringify(document))
  return file
}

/** Sample messages into a topic, slowly and without end. */
export const endless = {
  nodes: [
    { id: 'make', operator: 'generator', config: { template: 'simple', endless: true, rate: 200 } },
    { id: 'write', operator: 'pulsar-sink', config: { connection: 'main', topic: 'endless' } },
    { id: 'say', operator: 'console', config: { sample: 20 } },
  ],
  edges: [
    { from: 'make.out', to: 'write.in' },
    { from: 'make.out', to: 'say.in' },
  ],
}

/** Reads a topic and writes it to another. */
export const relay = {
  nodes: [
    {
      id: 'read',
      operator: 'pulsar-source',
      config: {
        connection: 'main',
        topics: ['relay-in'],
        subscriptionName: 'relay',
        consumer: { subscriptionInitialPosition: 'Earliest' },
      },
    },
    { id: 'write', operator: 'pulsar-sink', config: { connection: 'main', topic: 'relay-out' } },
  ],
  edges: [{ from: 'read.out', to: 'write.in' }],
}
