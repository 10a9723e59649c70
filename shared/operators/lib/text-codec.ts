/** UTF-8 both ways. The pure default uses the web's TextEncoder and TextDecoder; a runtime may offer a faster one. */
export interface TextCodec {
  /** Throws on malformed UTF-8. */
  decode(bytes: Uint8Array): string
  encode(text: string): Uint8Array
}

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = /* @__PURE__ */ new TextEncoder()

export const webTextCodec: TextCodec = {
  decode: (bytes) => decoder.decode(bytes),
  encode: (text) => encoder.encode(text),
}
