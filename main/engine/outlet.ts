import type { Message } from '../../shared/message.ts'
import { both, type Wait } from './credit.ts'
import type { Edge, Target } from './edge.ts'
import type { InFlight } from './in-flight.ts'

/** One output port with all its wires. */
export class Outlet {
  readonly port: string
  private readonly inFlight: InFlight
  private edges: readonly Edge[] = []
  /** The only way out, which is the common case; null when there are several wires. */
  only: Edge | null
  /** Where messages go when no wire is attached. */
  private readonly loose: Edge

  constructor(port: string, inFlight: InFlight, loose: Edge) {
    this.port = port
    this.inFlight = inFlight
    this.loose = loose
    this.only = loose
  }

  attach(edge: Edge): void {
    this.edges = [...this.edges, edge]
    this.only = this.edges.length === 1 ? edge : null
  }

  get isWired(): boolean {
    return this.edges.length > 0
  }

  /** Messages that left by this port. */
  get sent(): number {
    return (this.edges[0] ?? this.loose).passed
  }

  get targets(): readonly Target[] {
    return this.edges.length === 0 ? [this.loose.target] : this.edges.map((edge) => edge.target)
  }

  send(message: Message): Wait {
    const only = this.only
    return only === null ? this.sendToAll(message) : only.send(message)
  }

  /** All further branches are counted before the first runs, so that its end cannot settle the message. */
  private sendToAll(message: Message): Wait {
    const edges = this.edges
    this.inFlight.add(message.origin, edges.length - 1)
    let wait = (edges[0] as Edge).send(message)
    for (let index = 1; index < edges.length; index++) wait = both(wait, (edges[index] as Edge).send(message))
    return wait
  }
}
