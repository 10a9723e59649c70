import { Buffer, isUtf8 } from 'node:buffer'
import type { TextCodec } from '../../shared/operators/lib/text-codec.ts'

/** UTF-8 by Buffer, several times faster than TextDecoder on payloads of common size. */
export const nodeTextCodec: TextCodec = {
  decode: (bytes) => {
    if (!isUtf8(bytes)) throw new TypeError('The bytes are not valid UTF-8.')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  },
  encode: (text) => Buffer.from(text, 'utf8'),
}
