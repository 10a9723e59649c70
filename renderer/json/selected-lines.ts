import { createLocator } from '../../shared/graph/locate.ts'

/** The 1-based lines on which the selected nodes and wires stand. In the canonical text each has one line. */
export function selectedLines(
  text: string,
  { nodes, edges }: { readonly nodes: readonly string[]; readonly edges: readonly string[] },
): number[] {
  if (nodes.length === 0 && edges.length === 0) return []
  const locate = createLocator(text)
  const lines = [...nodes.map((node) => locate({ node })), ...edges.map((edge) => locate({ edge }))]
  return lines.flatMap((position) => (position ? [position.line] : []))
}
