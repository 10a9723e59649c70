import { toFailure } from '../../../shared/ipc/failure.ts'
import type { DoctorResult } from '../../../shared/run/doctor.ts'
import { failed, isStopped, notTried, type Outcome, type Probe } from './probe.ts'

export interface ProbeRun {
  /** Ends everything; nothing is reported afterwards. */
  readonly signal: AbortSignal
  /** For all together; what is not done by then is told as not tried. Default 20 s. */
  readonly limitMs?: number
  readonly report: (result: DoctorResult) => void
}

/** At the same time, at most: a document may have hundreds of topics. */
const mostAtOnce = 8
const usualLimitMs = 4_000

/** Runs all probes, each as soon as what it needs holds, and reports in the order of the list, as it goes. Never rejects. */
export async function runProbes(probes: readonly Probe[], run: ProbeRun): Promise<void> {
  const whole = timeLimit(run.limitMs ?? 20_000)
  const signal = AbortSignal.any([run.signal, whole.signal])
  const inSlot = createSlots(mostAtOnce)
  const settled = new Map<string, Promise<readonly Outcome[]>>()
  for (const probe of probes) settled.set(probe.key, attempt(probe, settled, inSlot, probes, signal))
  try {
    for (const probe of probes) {
      const outcomes = await settled.get(probe.key)!
      if (run.signal.aborted) return
      for (const outcome of outcomes) run.report(toResult(probe, outcome))
    }
  } finally {
    whole.clear()
  }
}

async function attempt(
  probe: Probe,
  settled: ReadonlyMap<string, Promise<readonly Outcome[]>>,
  inSlot: <T>(work: () => Promise<T>) => Promise<T>,
  probes: readonly Probe[],
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  for (const key of probe.needs) {
    const needed = await settled.get(key)
    if (needed?.some(isStopped)) return [withoutGround(needed, probes.find((other) => other.key === key)!)]
  }
  return inSlot(() => look(probe, signal))
}

/** Names what is at the bottom of it, not the last link of the chain. */
function withoutGround(needed: readonly Outcome[], { title }: Probe): Outcome {
  const cause = needed.find(({ detail }) => typeof detail?.because === 'string')?.detail?.because ?? title
  return notTried(`Not tried: ${String(cause)} comes first, and is not in order.`, { detail: { because: cause } })
}

async function look(probe: Probe, whole: AbortSignal): Promise<readonly Outcome[]> {
  if (whole.aborted) return [notTried('Not tried: there was no time left.')]
  const limitMs = probe.limitMs ?? usualLimitMs
  const own = timeLimit(limitMs)
  const signal = AbortSignal.any([whole, own.signal])
  try {
    return [await Promise.race([probe.run(signal), rejection(signal)])].flat()
  } catch (error) {
    if (own.signal.aborted) return [tooLong(probe, limitMs)]
    if (whole.aborted) return [notTried('Not finished: there was no time left.')]
    const { code, message } = toFailure(error)
    return [failed(code === 'SLUICE-INTERNAL' ? 'SLUICE-DOCTOR-STUMBLED' : code, message)]
  } finally {
    own.clear()
  }
}

function tooLong({ title }: Probe, limitMs: number): Outcome {
  return failed('SLUICE-DOCTOR-SLOW', `There was no answer within ${limitMs / 1000} s: ${title}.`, {
    fix: 'See whether the cluster is overloaded or something on the way swallows packets, and look again.',
  })
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
}

/** As AbortSignal.timeout, but it keeps the process alive, so that nothing ends without its sentence. */
function timeLimit(ms: number): { readonly signal: AbortSignal; clear(): void } {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new Error(`not within ${ms} ms`)), ms)
  return { signal: controller.signal, clear: () => clearTimeout(timer) }
}

function createSlots(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = most
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free -= 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}

function toResult({ id, place = {} }: Probe, outcome: Outcome): DoctorResult {
  const { state, code = null, sentence, fix = null, detail = {} } = outcome
  return { id, state, code, sentence, fix, detail: { ...detail }, place: outcome.place ?? place }
}
