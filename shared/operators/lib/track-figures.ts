import { LatencyHistogram } from './latency-histogram.ts'
import { Tally } from './tally.ts'

export type Sla = 'met' | 'missed'

/** What a tracking step knows of the messages it has measured. */
export class TrackFigures {
  private readonly latencies = new LatencyHistogram()
  private readonly topics = new Tally()
  private readonly errors = new Tally()
  private readonly slaLatencyMs: number
  private readonly slaSuccessRate: number
  private messages = 0
  private failed = 0
  private met = 0
  private clockSkew = 0

  constructor(slaLatencyMs: number, slaSuccessRate: number) {
    this.slaLatencyMs = slaLatencyMs
    this.slaSuccessRate = slaSuccessRate
  }

  /**
   * Counts one message. Latency in whole milliseconds; null when a failed message has no stamp, below 0 when clocks disagree.
   * `error` is null for one that succeeded.
   */
  add(topic: string, latencyMs: number | null, error: string | null): Sla {
    this.messages++
    this.topics.add(topic)
    if (latencyMs !== null && latencyMs < 0) this.clockSkew++
    if (error !== null || latencyMs === null) {
      this.failed++
      this.errors.add(error ?? '')
      return 'missed'
    }
    const latency = Math.max(0, latencyMs)
    this.latencies.add(latency)
    if (latency > this.slaLatencyMs) return 'missed'
    this.met++
    return 'met'
  }

  /** Rates are parts of 1; figures of nothing are null. */
  report() {
    const { messages, failed, clockSkew, met } = this
    const [p50, p95, p99] = this.latencies.percentiles([50, 95, 99])
    const { max, mean } = this.latencies
    const successRate = messages === 0 ? null : (messages - failed) / messages
    return {
      messages,
      succeeded: messages - failed,
      failed,
      successRate,
      latencyMs: { p50, p95, p99, max, mean },
      clockSkew,
      topics: this.topics.toRecord(),
      errors: this.errors.toRecord(),
      sla: {
        latencyMs: this.slaLatencyMs,
        met,
        missed: messages - met,
        metRate: messages === 0 ? null : met / messages,
        target: this.slaSuccessRate,
        ...this.verdicts(p99, successRate),
      },
    }
  }

  private verdicts(p99: number | null, successRate: number | null) {
    if (successRate === null) return { latency: null, success: null, verdict: null }
    const latency = p99 === null ? null : verdictOf(p99 <= this.slaLatencyMs)
    const success = verdictOf(successRate >= this.slaSuccessRate)
    return { latency, success, verdict: verdictOf(latency !== 'missed' && success === 'met') }
  }
}

function verdictOf(holds: boolean): Sla {
  return holds ? 'met' : 'missed'
}
