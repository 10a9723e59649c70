import { fail } from '../../../shared/ipc/failure.ts'
import type { ProduceOptions } from '../../engine/ports.ts'
import { murmur3 } from './murmur3.ts'

/** Turns a key into a number from 0 to 2^31 - 1; its rest by the number of partitions is the partition. */
export type KeyHash = (key: string) => number

const hashes: Readonly<Record<string, KeyHash>> = { Murmur3_32Hash: murmur3, JavaStringHash: javaStringHash }

/** The hash of a scheme; Murmur3 where none is named. Throws `SLUICE-BROKER-REFUSED`. */
export function keyHash(scheme: ProduceOptions['hashingScheme'] = 'Murmur3_32Hash'): KeyHash {
  const hash = hashes[scheme]
  if (hash !== undefined) return hash
  throw fail(
    'SLUICE-BROKER-REFUSED',
    `The embedded broker does not know the key hash ${scheme}. Use Murmur3_32Hash or JavaStringHash.`,
  )
}

/** What `String.hashCode` gives in Java, over UTF-16, without its sign. */
export function javaStringHash(key: string): number {
  let hash = 0
  for (let at = 0; at < key.length; at += 1) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0
  return hash & 0x7fffffff
}
