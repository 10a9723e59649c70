import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentSchema, type GraphDocument } from '../../shared/graph/schema.ts'
import { openTrustedList, type TrustedList } from './trusted-list.ts'

const drawing = (rest: object = {}): GraphDocument =>
  documentSchema.parse({ format: 'sluice/1', id: 'a', name: 'A', ...rest })

describe('the list of what is trusted', () => {
  let folder: string
  let list: TrustedList
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-trusted-'))
    list = openTrustedList(join(folder, 'deep', 'trusted'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('holds nothing at first', async () => {
    expect(await list.has(drawing(), '/work')).toBe(false)
  })

  it('holds a pipeline exactly as it is, wherever its cards stand', async () => {
    await list.add(drawing())
    expect(await list.has(drawing(), null)).toBe(true)
    expect(await list.has(drawing({ layout: { nodes: { own: { x: 5, y: 5 } } } }), null)).toBe(true)
    expect(await list.has(drawing({ description: 'other' }), null)).toBe(false)
  })

  it('holds all pipelines of a folder, and of no other', async () => {
    await list.addFolder('/srv/pipelines/')
    expect(await list.has(drawing(), '/srv/pipelines')).toBe(true)
    expect(await list.has(drawing(), '/srv/pipelines/deeper')).toBe(false)
    expect(await list.has(drawing(), null)).toBe(false)
  })
})
