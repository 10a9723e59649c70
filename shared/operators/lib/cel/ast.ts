import type { ASTNode } from '@marcbachmann/cel-js'

/**
 * The library's syntax tree as we use it. Its published types describe the written expression; evaluation runs on what
 * macros such as `exists` and `cel.bind` were expanded to, which is what is walked here.
 */
export interface CelNode {
  readonly op: string
  readonly args: unknown
  readonly start: number
  readonly end: number
  /** How a checked call or operator computes its result from its operands. */
  handle?: (...operands: unknown[]) => unknown
  readonly meta: {
    readonly alternate?: CelNode
    readonly macro?: {
      readonly val?: CelNode
      readonly exp?: CelNode
      readonly receiver?: CelNode
      readonly arg?: CelNode
    }
    readonly evaluate: Evaluate
  }
  setMeta(name: 'evaluate' | 'async', value: unknown): this
  clone(operator: { name: string; check: Check; evaluate: Evaluate }, args: unknown): CelNode
}

export type Evaluate = (
  evaluator: { run(node: CelNode, context: unknown): unknown },
  node: CelNode,
  context: unknown,
) => unknown
export type Check = (
  checker: { check(node: CelNode, context: unknown): unknown; dynType: unknown },
  node: CelNode,
  context: unknown,
) => unknown

export interface Comprehension {
  readonly iterable: CelNode
  readonly init: CelNode
  step: CelNode
}

export function rootOf(ast: ASTNode): CelNode {
  return ast as unknown as CelNode
}

const leaves = new Set(['value', 'id', 'accuValue', 'accuInc'])
const unary = new Set(['!_', '-_', 'accuPush'])

/** The nodes that are evaluated for this one. */
export function childrenOf(node: CelNode): readonly CelNode[] {
  const { alternate, macro } = node.meta
  if (alternate !== undefined) return [alternate]
  if (macro !== undefined)
    return [macro.val, macro.exp, macro.receiver, macro.arg].filter((child) => child !== undefined)
  if (leaves.has(node.op)) return []
  if (unary.has(node.op)) return [node.args as CelNode]
  if (node.op === 'comprehension') {
    const { iterable, init, step } = node.args as Comprehension
    return [iterable, init, step]
  }
  const args = node.args as readonly unknown[]
  if (node.op === '.' || node.op === '.?') return [args[0] as CelNode]
  if (node.op === 'call') return args[1] as readonly CelNode[]
  if (node.op === 'rcall') return [args[1] as CelNode, ...(args[2] as readonly CelNode[])]
  if (node.op === 'map') return (args as readonly (readonly [CelNode, CelNode])[]).flat()
  return args as readonly CelNode[]
}

/** The node and everything below it. */
export function allNodes(node: CelNode): readonly CelNode[] {
  const found: CelNode[] = []
  const open = [node]
  while (open.length > 0) {
    const next = open.pop()!
    found.push(next)
    open.push(...childrenOf(next))
  }
  return found
}
