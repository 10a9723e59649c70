import { compilePattern, type Instruction } from './pattern.ts'

/** Finds out whether a pattern occurs anywhere in a text, in time proportional to the text. */
export interface LinearMatcher {
  test(text: string): boolean
}

/** Which places of the program are alive before a character, and whether the character before was part of a word. */
interface State {
  readonly places: readonly number[]
  readonly afterWord: boolean
  readonly atStart: boolean
  /** By ASCII code: the state after that character. */
  readonly next: (State | typeof matched | undefined)[]
}

const matched = Symbol('matched')
const maxStates = 1_000
/** Places looked at in one test, beyond which the pattern is too costly for the text. */
const maxWork = 2_000_000
const word = /^\w$/

/** The pattern is large and the text long; thrown by `test`. */
export class MatchLimitError extends Error {}

/** Throws PatternError when the text is no pattern. */
export function createLinearMatcher(pattern: string): LinearMatcher {
  const program = compilePattern(pattern)
  let states = new Map<string, State>()
  let work = 0

  function stateOf(places: readonly number[], afterWord: boolean, atStart: boolean): State {
    const name = `${afterWord ? 'w' : ''}${atStart ? 's' : ''}${places.join(',')}`
    const known = states.get(name)
    if (known !== undefined) return known
    if (states.size >= maxStates) states = new Map()
    const state: State = { places, afterWord, atStart, next: [] }
    states.set(name, state)
    return state
  }

  /** The state after a character, or `matched` when the pattern is complete before it. */
  function step(state: State, character: string): State | typeof matched {
    const isWord = word.test(character)
    const alive = closure(program, state, { nextIsWord: isWord, atEnd: false })
    if (alive === null) return matched
    work += alive.length
    if (work > maxWork) throw new MatchLimitError('the pattern is too costly for this text')
    const places = alive.filter((place) => takes(program[place]!, character)).map((place) => place + 1)
    if (!places.includes(0)) places.push(0)
    return stateOf(places, isWord, false)
  }

  return {
    test(text) {
      work = 0
      let state = stateOf([0], false, true)
      for (let position = 0; position < text.length; position++) {
        const code = text.charCodeAt(position)
        let next = code < 128 ? state.next[code] : undefined
        if (next === undefined) {
          const character = String.fromCodePoint(text.codePointAt(position)!)
          position += character.length - 1
          next = step(state, character)
          if (code < 128) state.next[code] = next
        }
        if (next === matched) return true
        state = next
      }
      return closure(program, state, { nextIsWord: false, atEnd: true }) === null
    },
  }
}

function takes(instruction: Instruction, character: string): boolean {
  return 'take' in instruction && instruction.take(character)
}

interface Surroundings {
  readonly nextIsWord: boolean
  readonly atEnd: boolean
}

/** All places that can be reached without taking a character; null when the end of the program is among them. */
function closure(program: readonly Instruction[], state: State, around: Surroundings): readonly number[] | null {
  const seen = new Set<number>()
  const open = [...state.places]
  while (open.length > 0) {
    const place = open.pop()!
    if (seen.has(place)) continue
    seen.add(place)
    const instruction = program[place]!
    if ('match' in instruction) return null
    if ('split' in instruction) open.push(...instruction.split)
    else if ('jump' in instruction) open.push(instruction.jump)
    else if ('assert' in instruction && holds(instruction.assert, state, around)) open.push(place + 1)
  }
  return [...seen].sort((a, b) => a - b)
}

function holds(assertion: string, state: State, around: Surroundings): boolean {
  if (assertion === 'start') return state.atStart
  if (assertion === 'end') return around.atEnd
  return (state.afterWord !== around.nextIsWord) === (assertion === 'word')
}
