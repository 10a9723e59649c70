import { type FailureError, fail } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import type { ConfigOf, TransformInstance } from '../../../shared/operators/define.ts'
import type { spec } from '../../../shared/operators/enrich.ts'
import { describeValue } from '../../../shared/operators/lib/expression-failures.ts'
import { parseJson } from '../../../shared/operators/lib/json.ts'
import { isRecord, parsePath, setPath } from '../../../shared/operators/lib/paths.ts'
import { retryDelay } from '../retry.ts'
import type { HostedPorts, HostedTransformRun } from './contract.ts'
import { loadTable } from './lookup-table.ts'
import { urlTemplate } from './safe-template.ts'

type Config = ConfigOf<typeof spec>

/** Adds what a lookup answers to the value. */
export const run: HostedTransformRun<typeof spec> = (config, ports) =>
  config.from === 'http' ? byHttp(config, ports) : byFile(config, ports)

function byHttp(config: Config, ports: HostedPorts): TransformInstance<typeof spec> {
  const addressOf = urlTemplate(config.url, ports)
  const ask = createAsk(config, ports)
  const answers = createCache(config, ports, ask)
  const add = adder(config)
  return {
    async onMessage(message, emit) {
      checkObject(message)
      const url = addressOf(message)
      const answer = await answers.get(url)
      await emit('out', add(message, answer ?? whenMissing(config, `Nothing is at ${shown(url)}`)))
    },
    report: () => ({ lookups: ask.count(), fromCache: answers.hits() }),
    close: () => ask.stop(),
  }
}

function byFile(config: Config, ports: HostedPorts): TransformInstance<typeof spec> {
  const program = ports.compile(config.lookup)
  const add = adder(config)
  let table: ReadonlyMap<string, unknown> = new Map()
  return {
    async open() {
      table = await loadTable(config, ports)
    },
    onMessage(message, emit) {
      checkObject(message)
      const wanted = program.evaluate(message)
      const found = typeof wanted === 'object' ? undefined : table.get(String(wanted))
      return emit('out', add(message, found ?? whenMissing(config, `${config.path} has no row "${String(wanted)}"`)))
    },
    report: () => ({ rows: table.size }),
  }
}

function checkObject({ value }: Message): void {
  if (isRecord(value)) return
  throw fail('SLUICE-ENRICH-NOT-OBJECT', `Only an object can take the answer; the value is ${describeValue(value)}.`)
}

function adder({ into }: Config): (message: Message, answer: unknown) => Message {
  const path = parsePath(into)
  return (message, answer) => ({ ...message, value: setPath(message.value as object, path, answer) })
}

function whenMissing(config: Config, what: string): null {
  if (config.missing === 'null') return null
  throw fail('SLUICE-ENRICH-MISSING', `${what}.`)
}

/** Without its query, which may hold what is nobody's business. */
function shown(url: string): string {
  return url.split('?')[0] ?? url
}

/** One lookup, tried again where that can help. Undefined means there is nothing. */
function createAsk(config: Config, ports: HostedPorts) {
  let count = 0
  const stops = new Set<() => void>()

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = () => {
        cancel()
        stops.delete(stop)
        resolve()
      }
      const cancel = ports.after(ms, stop)
      stops.add(stop)
    })
  }

  async function once(url: string): Promise<unknown> {
    count++
    const { headers, timeoutMs, maxBytes } = config
    const { status, body } = await ports.http.get({ url, headers, timeoutMs, maxBytes })
    if (status === 404) return undefined
    if (status < 200 || status > 299) throw refused(url, status)
    const text = ports.text.decode(body)
    return text.trim() === '' ? undefined : parseAnswer(url, text)
  }

  async function ask(url: string): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(url)
      } catch (thrown) {
        if (attempt > config.retries || !isPassing(thrown)) throw thrown
        await pause(retryDelay(attempt, ports.random))
      }
    }
  }

  return Object.assign(ask, {
    count: () => count,
    stop: () => {
      for (const stop of stops) stop()
    },
  })
}

function refused(url: string, status: number): FailureError {
  const code = status === 429 || status >= 500 ? 'SLUICE-HTTP-BUSY' : 'SLUICE-HTTP-STATUS'
  return fail(code, `The lookup at ${shown(url)} was answered with status ${status}.`, { detail: { status } })
}

function isPassing(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'failure' in thrown ? (thrown.failure as { code: string }).code : ''
  return code === 'SLUICE-HTTP-FAILED' || code === 'SLUICE-HTTP-BUSY'
}

function parseAnswer(url: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    throw fail('SLUICE-HTTP-ANSWER', `The lookup at ${shown(url)} was answered with something that is not JSON.`)
  }
}

/** Answers by address, oldest first. What is being asked is kept too, so that it is asked once; failures are not kept. */
function createCache(config: Config, ports: HostedPorts, ask: (url: string) => Promise<unknown>) {
  const kept = new Map<string, { readonly answer: Promise<unknown>; readonly until: number }>()
  let hits = 0
  return {
    hits: () => hits,
    get(url: string): Promise<unknown> {
      const known = kept.get(url)
      if (known !== undefined && ports.now() < known.until) {
        hits++
        return known.answer
      }
      const answer = ask(url)
      if (config.cacheTtlMs === 0) return answer
      kept.delete(url)
      kept.set(url, { answer, until: ports.now() + config.cacheTtlMs })
      answer.catch(() => kept.delete(url))
      if (kept.size > config.cacheSize) kept.delete(kept.keys().next().value as string)
      return answer
    },
  }
}
