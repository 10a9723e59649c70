import { type Failure, toFailure } from '../../../shared/ipc/failure.ts'
import type { Message, Origin } from '../../../shared/message.ts'
import type { Activity, NodeMetrics } from '../../../shared/run/metrics.ts'
import { End } from '../book.ts'
import type { RunContext } from '../context.ts'
import type { Wait } from '../credit.ts'
import { Defect } from '../defect.ts'
import { Edge, type Target } from '../edge.ts'
import { LatencyProbe } from '../latency.ts'
import { Outlet } from '../outlet.ts'
import type { PlannedNode } from '../plan.ts'
import { DropEnd, type Dropper } from '../unwired.ts'

/**
 * One running node: takes messages, gives each an end or hands it on, and counts. Subclasses differ in how they call the
 * operator's behaviour.
 */
export abstract class Stage implements Target, Dropper {
  readonly node: PlannedNode
  protected readonly run: RunContext
  readonly probe: LatencyProbe
  /** Data outputs, in the order of the spec. */
  readonly outlets: readonly Outlet[]
  /** Every stage has one; without a wire the node's `onError` stands behind it. */
  readonly errors: Outlet
  private readonly incoming: Edge[] = []
  private failed = 0
  private readonly drops = new Map<string, number>()

  constructor(node: PlannedNode, run: RunContext, unhandled: (dropper: Dropper) => Target) {
    this.node = node
    this.run = run
    this.probe = new LatencyProbe(run)
    this.outlets = node.spec.outputs.map((port) =>
      this.createOutlet(port, new DropEnd(this, unwiredReason(node, port))),
    )
    this.errors = this.createOutlet('errors', unhandled(this))
  }

  private createOutlet(port: string, end: Target): Outlet {
    return new Outlet(port, this.run.inFlight, new Edge(port, end, this.probe, this.run.log))
  }

  /** Called once, after its sinks are open and before any source is. */
  async open(): Promise<void> {}

  /** Where messages for an input port go in. */
  inlet(_port: string): Target {
    return this
  }

  /** Draws a wire from an output port of this stage to an input port of another. */
  wire(id: string, port: string, to: Stage, input: string): Edge {
    const edge = new Edge(id, to.inlet(input), this.probe, this.run.log)
    this.outlet(port)?.attach(edge)
    to.incoming.push(edge)
    return edge
  }

  /** Messages taken. */
  get received(): number {
    return this.incoming.reduce((sum, edge) => sum + edge.passed, 0)
  }

  abstract receive(message: Message): Wait

  /** The run has ended: lets go of everything that waits or is waited for. */
  close(): void {}

  /** Messages held now. */
  get depth(): number {
    return 0
  }

  /** True when this stage makes those before it wait. */
  get isFull(): boolean {
    return false
  }

  /** True when a message made from this source message is held here. */
  holds(_origin: Origin): boolean {
    return false
  }

  private outlet(port: string): Outlet | undefined {
    return port === 'errors' ? this.errors : this.outlets.find((outlet) => outlet.port === port)
  }

  /** Ends one branch of a message here without a result, and says why in the node's counters. */
  drop(message: Message, reason: string): void {
    this.countDrop(reason)
    this.run.inFlight.end(message.origin, End.dropped)
  }

  countDrop(reason: string): void {
    this.drops.set(reason, (this.drops.get(reason) ?? 0) + 1)
  }

  protected countFailure(): void {
    this.failed++
  }

  /** Sends the node's own input on along `errors`. A Defect is no message's fault: it ends the run. Never throws. */
  protected reject(message: Message, thrown: unknown, attempt = 1): Wait {
    if (thrown instanceof Defect) return this.run.fail({ nodeId: this.node.id, ...thrown.failure })
    this.countFailure()
    try {
      return this.errors.send({ ...message, failure: this.failureFrom(thrown, attempt) })
    } catch (defect) {
      return this.run.fail({ nodeId: this.node.id, ...toFailure(defect) })
    }
  }

  protected failureFrom(thrown: unknown, attempt: number): Failure {
    const failure = toFailure(thrown, 'SLUICE-STEP-FAILED')
    return { ...failure, nodeId: this.node.id, at: this.run.clock.now(), attempt }
  }

  metrics(activity: Activity, blockedBy: string | undefined): NodeMetrics {
    const out: Record<string, number> = {}
    for (const outlet of this.outlets) out[outlet.port] = outlet.sent
    if (this.node.spec.errors) out.errors = this.errors.sent
    const report = this.report()
    return {
      in: this.received,
      out,
      errors: this.failed,
      dropped: this.dropped(),
      p50Ms: this.probe.percentile(0.5),
      p99Ms: this.probe.percentile(0.99),
      activity,
      depth: this.depth,
      ...(blockedBy === undefined ? {} : { blockedBy }),
      ...(report === undefined ? {} : { report }),
    }
  }

  /** The operator's own figures. */
  protected report(): Readonly<Record<string, unknown>> | undefined {
    return undefined
  }

  /** Drops by reason. */
  protected dropped(): Record<string, number> {
    return Object.fromEntries(this.drops)
  }
}

/** An output that may stay unwired drops under its own name; `check` has refused all others. */
function unwiredReason(node: PlannedNode, port: string): string {
  return node.spec.optionalOutputs?.includes(port) ? port : 'unwired'
}
