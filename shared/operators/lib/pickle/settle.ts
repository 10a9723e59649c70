import { setField } from './dict-fields.ts'
import { type PicklePlace, refused, showName, unshowable } from './failures.ts'
import { type Budget, type PickleLimits, tooDeep, tooManyItems, tooMuchText } from './limits.ts'
import { Dict, KnownName, KnownValue, type PickleNode, Sequence, WholeFloat } from './nodes.ts'
import { integerWeight } from './numbers.ts'

/**
 * Nodes to plain values, in place, each once however often it is shared. Counts them as often as they are shown, and refuses
 * what is too large, too deep or contains itself before anybody unfolds it. `end` is where the pickle ends.
 */
export function settle(node: PickleNode, limits: PickleLimits, budget: Budget, end: PicklePlace): unknown {
  const around = new Sequence('tuple', [node])
  new Settler(limits, budget, end).settleContainer(around, 0)
  return around.values[0]
}

class Settler {
  private readonly limits: PickleLimits
  private readonly budget: Budget
  private readonly end: PicklePlace

  constructor(limits: PickleLimits, budget: Budget, end: PicklePlace) {
    this.limits = limits
    this.budget = budget
    this.end = end
  }

  settleContainer(container: Sequence | Dict, depth: number): void {
    if (container.state === 'open')
      throw unshowable(`${container instanceof Dict ? 'a dict' : 'a list'} that contains itself`)
    if (container.state === 'new') {
      if (depth > this.limits.depth) throw tooDeep(this.limits)
      container.state = 'open'
      if (container instanceof Dict) this.settleFields(container, depth)
      else this.settleValues(container, depth)
      container.state = 'settled'
    }
    if (depth + container.height - 1 > this.limits.depth) throw tooDeep(this.limits)
  }

  private settleValues(sequence: Sequence, depth: number): void {
    const { values } = sequence
    for (let index = 0; index < values.length; index++) {
      values[index] = this.settleChild(sequence, values[index] as PickleNode, depth)
    }
  }

  private settleFields(dict: Dict, depth: number): void {
    const { pairs } = dict
    for (let index = 0; index < pairs.length; index += 2) {
      const value = this.settleChild(dict, pairs[index + 1] as PickleNode, depth)
      dict.textLength += setField(dict, pairs[index] as PickleNode, value, this.budget).length
    }
  }

  private settleChild(parent: Sequence | Dict, node: PickleNode, depth: number): unknown {
    const value = typeof node === 'object' && node !== null ? this.settleObject(parent, node, depth) : node
    parent.items++
    if (typeof value === 'string' || value instanceof Uint8Array) parent.textLength += value.length
    else if (typeof value === 'bigint') parent.textLength += integerWeight(value)
    if (parent.items > this.limits.items) throw tooManyItems(this.limits)
    if (parent.textLength > this.limits.textLength) throw tooMuchText(this.limits)
    return value
  }

  private settleObject(parent: Sequence | Dict, node: PickleNode & object, depth: number): unknown {
    if (node instanceof Uint8Array) return node
    if (node instanceof WholeFloat) return node.value
    if (node instanceof KnownValue) return node.text
    if (node instanceof KnownName) throw refused(this.end, `hand over \`${showName(node.name)}\` itself`)
    this.settleContainer(node, depth + 1)
    parent.items += node.items
    parent.textLength += node.textLength
    parent.height = Math.max(parent.height, node.height + 1)
    return node instanceof Dict ? node.fields : node.values
  }
}
