/**
 * The few globals that every runtime has (Node, Chromium, Electron) and that pure rooms may therefore use.
 * Timers, clocks, random numbers, console and fetch are absent on purpose: pure rooms get them as ports.
 */
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes?: Uint8Array): string
}
declare function btoa(binary: string): string
declare function atob(base64: string): string
interface JSON {
  /** Marks text to be written into JSON as it stands; keeps integers beyond 2^53 exact. */
  rawJSON(text: string): unknown
}
