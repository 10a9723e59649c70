/** How patient the transport is; all in milliseconds. Tests shorten them. */
export interface Timings {
  /** Until a first connection is given up, when nothing answers or the broker is busy. */
  readonly firstConnect: number
  /** For the network connection of one attempt. */
  readonly networkConnect: number
  /** For the broker's answer to one attempt; opening a topic after a restart takes it seconds. */
  readonly answer: number
  /** Pause before the second attempt; it doubles up to the longest. */
  readonly firstPause: number
  readonly longestPause: number
  /** A lost connection that is refused (404, 409) rather than unreachable is given up after this. */
  readonly refusals: number
  /** Between pings; a connection that was silent for two of them is dead. Pulsar itself hangs up after 300 s of silence. */
  readonly ping: number
  /** How long a pull waits for a first message. */
  readonly idlePull: number
  /** For which the service behind a consumer's socket gathers acknowledgements (100), with room to spare. */
  readonly ackGathering: number
  /** For the other side's farewell. */
  readonly farewell: number
}

export const defaultTimings: Timings = {
  firstConnect: 4_000,
  networkConnect: 3_000,
  answer: 30_000,
  firstPause: 100,
  longestPause: 1_000,
  refusals: 60_000,
  ping: 30_000,
  idlePull: 1_000,
  ackGathering: 200,
  farewell: 2_000,
}
