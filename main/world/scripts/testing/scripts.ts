import type { Script, ScriptAnswer, ScriptMessage, ScriptOptions } from '../../../engine/ports.ts'
import type { ProcessScriptHost } from '../script-host.ts'

/** A message with nothing but a value, and a key where one is given. */
export function messageOf(value: unknown, key: string | null = null): ScriptMessage {
  return {
    value,
    key,
    properties: {},
    topic: null,
    partitionKey: null,
    orderingKey: null,
    eventTime: null,
    sequenceId: null,
    deliverAt: null,
    messageId: '0:0',
    publishTime: 0,
    redeliveryCount: 0,
  }
}

/** A loaded script with what it wrote. Long limits, so that a busy machine changes nothing. */
export async function loadScript(host: ProcessScriptHost, source: string, rest: Partial<ScriptOptions> = {}) {
  const lines: string[] = []
  const log = (level: string, line: string) => void lines.push(`${level}: ${line}`)
  const usual = { language: 'javascript', timeoutMs: 10_000, memoryMb: 64, outputs: [], log } as const
  const script = await host.load({ ...usual, source, ...rest })
  return { script, lines, run: (values: readonly unknown[]) => runValues(script, values) }
}

export function runValues(script: Script, values: readonly unknown[], states = new Map<string, unknown>()) {
  return script.run({ messages: values.map((value) => messageOf(value)), states, now: 5 })
}

/** What became of each message, short: its values, or the code of its failure. */
export function ends({ results }: ScriptAnswer): unknown[] {
  return results.map((result) => {
    if ('failure' in result) return result.failure.code
    return result.outputs.map(({ message }) => message.value)
  })
}
