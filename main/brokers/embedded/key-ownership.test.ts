import { describe, expect, it } from 'vitest'
import type { Link } from './dispatcher.ts'
import { KeyOwnership } from './key-ownership.ts'

function link(consumerName: string, room = 10): Link {
  return {
    consumerName,
    properties: {},
    since: 0,
    keyRanges: null,
    unacked: 0,
    room: () => room,
    deliver() {},
    recall() {},
    fail() {},
  }
}

const lanes = Array.from({ length: 1_000 }, (_, index) => index * 65)

function owners(rule: KeyOwnership): (Link | null)[] {
  return lanes.map((lane) => rule.next(lane))
}

describe('ownership of keys', () => {
  it('is divided roughly evenly', () => {
    const rule = new KeyOwnership()
    const links = ['a', 'b', 'c', 'd'].map((name) => link(name))
    for (const one of links) rule.join(one)
    const shares = links.map((one) => owners(rule).filter((owner) => owner === one).length)
    for (const share of shares) expect(share).toBeGreaterThan(130)
  })

  it('moves only to a consumer that joins, and back when it leaves', () => {
    const rule = new KeyOwnership()
    const [a, b, c] = [link('a'), link('b'), link('c')]
    rule.join(a)
    rule.join(b)
    const before = owners(rule)
    rule.join(c)
    const during = owners(rule)
    expect(during.filter((owner) => owner === c).length).toBeGreaterThan(100)
    for (const [index, owner] of during.entries()) if (owner !== c) expect(owner).toBe(before[index])
    rule.leave(c)
    expect(owners(rule)).toEqual(before)
  })

  it('waits for the old owner of a lane to settle what it has', () => {
    const rule = new KeyOwnership()
    const [old, joining] = [link('old'), link('joining')]
    rule.join(old)
    for (const lane of lanes) for (let message = 0; message < 2; message += 1) rule.taken(lane, old)
    rule.join(joining)
    const moved = lanes.filter((lane) => rule.next(lane) === null)
    expect(moved.length).toBeGreaterThan(200)
    const [lane] = moved
    rule.settled(lane!)
    expect(rule.next(lane!)).toBeNull()
    rule.settled(lane!)
    expect(rule.next(lane!)).toBe(joining)
  })

  it('gives nothing to an owner without room, and nothing to anyone else in its place', () => {
    const rule = new KeyOwnership()
    rule.join(link('full', 0))
    rule.join(link('free'))
    const names = new Set(owners(rule).map((owner) => owner?.consumerName ?? 'nobody'))
    expect(names).toEqual(new Set(['nobody', 'free']))
  })

  it('is nobody without consumers', () => {
    expect(new KeyOwnership().next(1)).toBeNull()
  })
})
