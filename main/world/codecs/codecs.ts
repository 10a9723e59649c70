import type { Codecs } from '../../../shared/operators/lib/value-codec.ts'
import { avroCodec } from './avro.ts'
import { protobufCodec } from './protobuf.ts'

/** Binary formats that need a schema, by the libraries that are kept for them. */
export const codecs: Codecs = { avro: avroCodec, protobuf: protobufCodec }
