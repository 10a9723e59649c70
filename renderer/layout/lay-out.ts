import ELK from 'elkjs/lib/elk-api.js'
import workerUrl from 'elkjs/lib/elk-worker.min.js?url'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { Position } from '../model/lookup.ts'
import { specOf } from '../model/specs.ts'
import { layoutGraph, placesOf } from './layout-graph.ts'

/** Kept once it was needed: it takes longer to start than to lay out. */
const elk = new ELK({ workerUrl, workerFactory: (url) => new Worker(url ?? workerUrl) })

/** Places for the steps, reckoned beside the page, so that it never stands still. */
export async function layOut(
  document: GraphDocument,
  ids: readonly string[],
): Promise<Readonly<Record<string, Position>>> {
  return placesOf(document, await elk.layout(layoutGraph(document, specOf, new Set(ids))))
}
