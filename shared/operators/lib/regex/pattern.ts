/**
 * The pattern language of `matches`: RE2's, as CEL prescribes it. No backreferences and no look-around, so that a match takes
 * time in proportion to the text, whatever the pattern. A pattern is compiled to a small program (`Instruction`s).
 */

export type Instruction =
  /** Takes one character that fits, then goes on with the next instruction. */
  | { readonly take: (character: string) => boolean }
  /** Goes on at both places. */
  | { readonly split: readonly [number, number] }
  | { readonly jump: number }
  /** Goes on only here. */
  | { readonly assert: Assertion }
  | { readonly match: true }

export type Assertion = 'start' | 'end' | 'word' | 'not word'

/** Why a text is no pattern; position counts from 0. */
export class PatternError extends Error {
  readonly position: number
  constructor(message: string, position: number) {
    super(message)
    this.position = position
  }
}

/** Bounded repetitions are written out, so this bounds the work per character. */
const maxInstructions = 2_000

type Part =
  | { readonly kind: 'take'; readonly source: string }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly Part[] }
  | { readonly kind: 'either'; readonly parts: readonly Part[] }
  | { readonly kind: 'repeat'; readonly part: Part; readonly min: number; readonly max: number }

/** Throws PatternError. */
export function compilePattern(pattern: string): readonly Instruction[] {
  const flags = /^\(\?([is]+)\)/.exec(pattern)
  const reader = new Reader(pattern, flags?.[0].length ?? 0)
  const part = reader.alternatives()
  if (!reader.atEnd()) throw new PatternError('`)` without `(`', reader.position)
  const program: Instruction[] = []
  emitPart(part, program, `u${flags?.[1]?.includes('i') ? 'i' : ''}${flags?.[1]?.includes('s') ? 's' : ''}`)
  program.push({ match: true })
  return program
}

/** Reads a pattern by recursive descent; nesting is bounded. */
class Reader {
  position: number
  private readonly text: string
  private depth = 0

  constructor(text: string, position: number) {
    this.text = text
    this.position = position
  }

  atEnd(): boolean {
    return this.position >= this.text.length
  }

  alternatives(): Part {
    if (++this.depth > 100) throw new PatternError('groups are nested too deeply', this.position)
    const parts = [this.sequence()]
    while (this.text[this.position] === '|') {
      this.position++
      parts.push(this.sequence())
    }
    this.depth--
    return parts.length === 1 ? parts[0]! : { kind: 'either', parts }
  }

  private sequence(): Part {
    const parts: Part[] = []
    while (!this.atEnd() && this.text[this.position] !== '|' && this.text[this.position] !== ')') {
      parts.push(this.repeated(this.single()))
    }
    return { kind: 'sequence', parts }
  }

  private repeated(part: Part): Part {
    const quantifier = /[*+?]|\{(\d{1,4})(,(\d{0,4}))?\}/y
    quantifier.lastIndex = this.position
    const found = quantifier.exec(this.text)
    if (found === null) return part
    if (part.kind === 'assert') throw new PatternError('nothing to repeat', this.position)
    this.position = quantifier.lastIndex
    if (this.text[this.position] === '?') this.position++
    if (/[*+]/.test(this.text[this.position] ?? '')) throw new PatternError('two repetitions in a row', this.position)
    const [min, max] = bounds(found)
    if (max < min) throw new PatternError('the bounds of `{}` are the wrong way round', this.position)
    return { kind: 'repeat', part, min, max }
  }

  private single(): Part {
    const start = this.position
    const character = String.fromCodePoint(this.text.codePointAt(start)!)
    this.position += character.length
    if (character === '(') return this.group()
    if (character === '[') return this.characterClass(start)
    if (character === '\\') return this.escape(start)
    if (character === '^') return { kind: 'assert', what: 'start' }
    if (character === '$') return { kind: 'assert', what: 'end' }
    if (character === '.') return { kind: 'take', source: '.' }
    if (/[*+?]/.test(character)) throw new PatternError('nothing to repeat', start)
    return { kind: 'take', source: character.replace(/[{}\])/]/, '\\$&') }
  }

  private group(): Part {
    const opening = /\?(?::|P?<[A-Za-z_]\w*>)/y
    opening.lastIndex = this.position
    if (opening.test(this.text)) this.position = opening.lastIndex
    else if (this.text[this.position] === '?')
      throw new PatternError('look-around and flags inside are not supported', this.position)
    const part = this.alternatives()
    if (this.text[this.position] !== ')') throw new PatternError('a group is not closed', this.position)
    this.position++
    return part
  }

  private characterClass(start: number): Part {
    const whole = /\[\^?(?:[^\\\]]|\\[\s\S])*\]/y
    whole.lastIndex = start
    const source = whole.exec(this.text)?.[0]
    if (source === undefined) throw new PatternError('`[` is not closed', start)
    this.position = whole.lastIndex
    return { kind: 'take', source: checkedSource(source, start) }
  }

  private escape(start: number): Part {
    const whole = /\\(?:[pP]\{\w+(?:=\w+)?\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|[\s\S])/y
    whole.lastIndex = start
    const source = whole.exec(this.text)?.[0]
    if (source === undefined) throw new PatternError('`\\` at the end', start)
    this.position = whole.lastIndex
    const name = source[1]!
    if (name === 'b' || name === 'B') return { kind: 'assert', what: name === 'b' ? 'word' : 'not word' }
    if (name === 'A' || name === 'z') return { kind: 'assert', what: name === 'A' ? 'start' : 'end' }
    if (/[1-9k]/.test(name)) throw new PatternError('backreferences are not supported', start)
    return {
      kind: 'take',
      source: checkedSource(
        /[\w\s]/.test(name) ? source : `\\${name}`.replace(/^\\([-"'`~!@#%&=:;,<>_])$/, '$1'),
        start,
      ),
    }
  }
}

function bounds(quantifier: RegExpExecArray): [min: number, max: number] {
  const [whole, min, comma, max] = quantifier
  if (whole === '*') return [0, Number.POSITIVE_INFINITY]
  if (whole === '+') return [1, Number.POSITIVE_INFINITY]
  if (whole === '?') return [0, 1]
  if (comma === undefined) return [Number(min), Number(min)]
  return [Number(min), max === '' ? Number.POSITIVE_INFINITY : Number(max)]
}

function checkedSource(source: string, position: number): string {
  try {
    new RegExp(source, 'u')
    return source
  } catch {
    throw new PatternError(`\`${source}\` is not understood`, position)
  }
}

function emitPart(part: Part, program: Instruction[], flags: string): void {
  if (program.length > maxInstructions) throw new PatternError('the pattern is too large', 0)
  if (part.kind === 'take') program.push({ take: characterTest(part.source, flags) })
  else if (part.kind === 'assert') program.push({ assert: part.what })
  else if (part.kind === 'sequence') for (const item of part.parts) emitPart(item, program, flags)
  else if (part.kind === 'either') emitEither(part.parts, program, flags)
  else emitRepeat(part, program, flags)
}

/** One character never makes a regular expression backtrack. */
function characterTest(source: string, flags: string): (character: string) => boolean {
  const expression = new RegExp(`^${source}$`, flags)
  return (character) => expression.test(character)
}

function emitEither(parts: readonly Part[], program: Instruction[], flags: string): void {
  const jumps: number[] = []
  parts.forEach((part, index) => {
    const split = program.length
    const last = index === parts.length - 1
    if (!last) program.push({ jump: 0 })
    emitPart(part, program, flags)
    if (last) return
    jumps.push(program.length)
    program.push({ jump: 0 })
    program[split] = { split: [split + 1, program.length] }
  })
  for (const jump of jumps) program[jump] = { jump: program.length }
}

function emitRepeat(repeat: Part & { kind: 'repeat' }, program: Instruction[], flags: string): void {
  for (let count = 0; count < repeat.min; count++) emitPart(repeat.part, program, flags)
  if (repeat.max === Number.POSITIVE_INFINITY) {
    const split = program.length
    program.push({ jump: 0 })
    emitPart(repeat.part, program, flags)
    program.push({ jump: split })
    program[split] = { split: [split + 1, program.length] }
    return
  }
  const splits: number[] = []
  for (let count = repeat.min; count < repeat.max; count++) {
    splits.push(program.length)
    program.push({ jump: 0 })
    emitPart(repeat.part, program, flags)
  }
  for (const split of splits) program[split] = { split: [split + 1, program.length] }
}
