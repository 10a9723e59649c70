import { describe, expect, it } from 'vitest'
import {
  collectPair,
  parseCount,
  parseDuration,
  parseListenAddress,
  parsePortNumber,
  parseRate,
} from './option-values.ts'

describe('Option values', () => {
  it.each([
    ['500ms', 500],
    ['2s', 2000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
  ])('reads the duration %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds)
  })

  it.each(['', '5', 's', '-1s', '1d', '1 s', '1e3ms', 'NaNs'])('refuses the duration %j', (text) => {
    expect(() => parseDuration(text)).toThrow('30s')
  })

  it.each(['0', '-1', '1.5', '1e3', '', ' ', '0x10', '99999999999999999999'])('refuses the count %j', (text) => {
    expect(() => parseCount(text)).toThrow('whole number')
  })

  it('reads counts and rates', () => {
    expect(parseCount('1000')).toBe(1000)
    expect(parseRate('0.5')).toBe(0.5)
    for (const text of ['0', '-1', '', 'fast', 'Infinity']) expect(() => parseRate(text)).toThrow()
  })

  it('listens on loopback unless a host is given', () => {
    expect(parseListenAddress('9100')).toEqual({ host: '127.0.0.1', port: 9100 })
    expect(parseListenAddress('0.0.0.0:9100')).toEqual({ host: '0.0.0.0', port: 9100 })
    expect(parseListenAddress('[::1]:0')).toEqual({ host: '::1', port: 0 })
    for (const text of ['', ':9100', 'host:', 'host', '65536', '-1']) expect(() => parseListenAddress(text)).toThrow()
    expect(() => parsePortNumber('80.5')).toThrow()
  })

  it('collects pairs, whose values may be empty or hold more equals signs', () => {
    const first = collectPair('URL=pulsar://a?b=c')
    expect(collectPair('EMPTY=', first)).toEqual({ URL: 'pulsar://a?b=c', EMPTY: '' })
    expect(collectPair('URL=other', first)).toEqual({ URL: 'other' })
    for (const text of ['NAME', '=value', '']) expect(() => collectPair(text)).toThrow('NAME=VALUE')
  })
})
