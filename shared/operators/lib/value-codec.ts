/** Values to bytes and back by one fixed schema. Both throw a FailureError that says what did not fit, and where in the value. */
export interface ValueCodec {
  encode(value: unknown): Uint8Array
  /** Integers beyond 2^53 come out as bigint, bytes as Uint8Array. */
  decode(bytes: Uint8Array): unknown
}

/** Formats that need a schema. Each throws a FailureError naming the place when the schema's own text is wrong. */
export interface Codecs {
  /** `schema`: Avro schema as JSON text. */
  avro(schema: string): ValueCodec
  /** `definition`: text of a `.proto` file; `messageType`: full name of a message in it. */
  protobuf(definition: string, messageType: string): ValueCodec
}
