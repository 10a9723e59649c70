import { describe, expect, it } from 'vitest'
import type { OperatorReference } from '../../../shared/operators/reference/operator-reference.ts'
import { specList } from '../../../shared/operators/specs.ts'
import { CommandEnd } from '../command-end.ts'
import { hang, plainText } from './plain-text.ts'
import { showOperators } from './show-operators.ts'

const longestLine = (text: string) => Math.max(...text.split('\n').map((line) => line.length))

describe('sluice operators', () => {
  it('lists every operator once, with its sentence, under the headings of the palette', () => {
    const text = showOperators(undefined, {})
    for (const { id, summary } of specList) {
      expect(text.match(new RegExp(`^  ${id} +`, 'gm')), id).toHaveLength(1)
      expect(text).toContain(summary)
    }
    const headings = text
      .split('\n')
      .filter((line) => ['Sources', 'Shape', 'Route', 'Remember', 'Watch', 'Sinks'].includes(line))
    expect(headings).toEqual(['Sources', 'Shape', 'Route', 'Remember', 'Watch', 'Sinks'])
  })

  it('shows ports, options and examples of one', () => {
    const text = showOperators('throttle', {})
    expect(text).toMatch(/^Throttle \(throttle\), transform, Route\n/)
    expect(text).toMatch(/^PORTS\n {2}in {3}input\n {2}out {2}output {2}One message/m)
    expect(text).toMatch(/^ {2}rate {2}number, 0\.001 to 1000000 messages\/s; default 100\n {6}How many/m)
    expect(text).toMatch(/^ {2}per {2}all \| key; default all$/m)
    expect(text).toMatch(/^EXAMPLE: Ten a second\n {2}\{\n {4}"rate": 10\n/m)
    expect(text).not.toContain('**')
  })

  it('shows the presets of those that have some, and no heading for the others', () => {
    expect(showOperators('pulsar-source', {})).toMatch(/^PRESETS\n.*high-throughput/m)
    expect(showOperators('filter', {})).not.toContain('PRESETS')
  })

  it.each(specList.map((spec) => spec.id))('keeps the texts of %s within the width of the terminal', (id) => {
    const [texts = ''] = showOperators(id, {}, 72).split(/^(?:PRESETS|EXAMPLE)/m)
    const tooLong = texts.split('\n').filter((line) => line.length > 72 && line.trim().includes(' '))
    expect(tooLong).toEqual([])
  })

  it('says which operator was meant', () => {
    const wrong = () => showOperators('trottle', {})
    expect(wrong).toThrow(CommandEnd)
    expect(wrong).toThrow('There is no operator "trottle". Did you mean "throttle"?')
    expect(() => showOperators('xyzzy', {})).toThrow(/^There is no operator "xyzzy"\. "sluice operators" lists/)
    expect(() => showOperators('__proto__', {})).toThrow('There is no operator')
  })

  it('gives tools the same as JSON, with the schema of the options', () => {
    const all = JSON.parse(showOperators(undefined, { json: true })) as OperatorReference[]
    expect(all.map(({ id }) => id).sort()).toEqual(specList.map(({ id }) => id).sort())
    const one = JSON.parse(showOperators('branch', { json: true })) as OperatorReference
    expect(one).toEqual(all.find(({ id }) => id === 'branch'))
    expect(one.ports.map(({ name }) => name)).toEqual(['in', 'trues', 'falses', 'errors'])
    expect(one.options[0]).toMatchObject({ path: 'predicate', takes: 'expression', isRequired: true, default: null })
    expect(one.schema).toMatchObject({ type: 'object', required: ['predicate'] })
  })

  it('translates names from Bytewax, also for tools', () => {
    const text = showOperators(undefined, { fromBytewax: true }, 90)
    expect(text).toMatch(/^ {2}PulsarSource, pop\.input\n {6}→ pulsar-source\. The service URL/m)
    expect(longestLine(text)).toBeLessThanOrEqual(90)
    const sections = JSON.parse(showOperators(undefined, { fromBytewax: true, json: true })) as { title: string }[]
    expect(sections[0]!.title).toBe('The Pulsar connector')
  })
})

describe('Markdown as plain text', () => {
  it('is wrapped anew, paragraph by paragraph', () => {
    expect(plainText('One two\nthree four.\n\nNext.', 11)).toBe('One two\nthree four.\n\nNext.')
  })

  it('keeps the points of a list apart and indents what goes on', () => {
    expect(plainText('- first point\n  goes on\n- second', 14)).toBe('- first point\n  goes on\n- second')
  })

  it('loses the stars of bold and italic words, and no others', () => {
    expect(plainText('**Filter** and *not* `a * b` nor 2 * 3 * 4', 80)).toBe('Filter and not `a * b` nor 2 * 3 * 4')
  })

  it('stands below its head', () => {
    expect(hang('  id  ', 'some words more', 15)).toBe('  id  some\n      words\n      more')
    expect(hang('  id  ', 'some words more', 15, 2)).toBe('  id  some\n  words more')
  })
})
