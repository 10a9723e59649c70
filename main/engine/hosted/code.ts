import type { Message } from '../../../shared/message.ts'
import { partsOf } from '../../../shared/message.ts'
import type { spec } from '../../../shared/operators/code.ts'
import type { Script, ScriptMessage, ScriptOutput, ScriptResult } from '../ports.ts'
import type { BatchAnswer, BatchPorts, BatchRun } from './contract.ts'

/** Payload bytes that go to the code at once; a larger message goes alone. */
const maxBytes = 4 * 1024 * 1024

/** Runs users' code through the script host. States are kept here, by key; messages without one share the empty key. */
export const run: BatchRun<typeof spec> = (config, ports) => {
  let script: Script | null = null
  let closed = false

  async function workOn(batch: readonly Message[]): Promise<readonly BatchAnswer[]> {
    const { results, states } = await script!.run({
      messages: batch.map(toScript),
      states: statesOf(batch, ports),
      now: ports.now(),
    })
    for (const [key, state] of states) ports.states.set(key, state)
    return results.map((result, index) => answerOf(batch[index] as Message, result))
  }

  return {
    maxBatch: config.maxBatch,
    async open() {
      const { source, language, timeoutMs, memoryMb, outputs } = config
      const log = (level: string, line: string) => (level === 'info' ? ports.info(line) : ports.warn(line))
      script = await ports.scripts.load({ source, language, timeoutMs, memoryMb, outputs, log })
      if (closed) await script.close()
    },
    async onBatch(batch) {
      const answers: BatchAnswer[] = []
      for (const part of partsBySize(batch)) answers.push(...(await workOn(part)))
      return answers
    },
    report: () => ({ restarts: script?.restarts ?? 0 }),
    async close() {
      closed = true
      await script?.close()
    },
  }
}

function toScript(message: Message): ScriptMessage {
  const { messageId, publishTime, redeliveryCount } = message.origin
  return { ...partsOf(message), messageId, publishTime, redeliveryCount }
}

function statesOf(batch: readonly Message[], { states }: BatchPorts): Map<string, unknown> {
  const found = new Map<string, unknown>()
  for (const { key } of batch) {
    const state = states.get(key ?? '')
    if (state !== undefined) found.set(key ?? '', state)
  }
  return found
}

/** The batch in pieces whose payloads are not too large together. */
function partsBySize(batch: readonly Message[]): (readonly Message[])[] {
  const parts: (readonly Message[])[] = []
  let start = 0
  let bytes = 0
  for (const [index, { origin }] of batch.entries()) {
    bytes += origin.size
    if (bytes <= maxBytes || index === start) continue
    parts.push(batch.slice(start, index))
    start = index
    bytes = origin.size
  }
  parts.push(batch.slice(start))
  return parts
}

function answerOf(message: Message, result: ScriptResult): BatchAnswer {
  if ('failure' in result) return result
  return { outputs: result.outputs.map((output) => ({ port: output.port, message: laidOver(message, output) })) }
}

/** A part that the code did not return is that of the input. */
function laidOver(input: Message, { message }: ScriptOutput): Message {
  return { ...input, ...message }
}
