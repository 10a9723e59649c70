import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentSchema, type GraphDocument } from '../../shared/graph/schema.ts'
import { openTrustedList, type TrustedList } from '../host/trusted-list.ts'
import { requireTrust } from './trust.ts'

const code = (source: string) => ({ id: 'own', name: 'Own code', operator: 'code', config: { source } })
const drawing = (rest: object = {}): GraphDocument =>
  documentSchema.parse({ format: 'sluice/1', id: 'a', name: 'A', nodes: [code('return message')], ...rest })

describe('trust in a pipeline that runs code', () => {
  let folder: string
  let list: TrustedList
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-trust-'))
    list = openTrustedList(join(folder, 'sluice', 'trusted'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is asked for, naming the steps', async () => {
    await expect(requireTrust(drawing(), false, list)).rejects.toMatchObject({ exitCode: 4 })
    await expect(requireTrust(drawing(), false, list)).rejects.toThrow(/"Own code" \(own\).*--trust/)
  })

  it('is asked for code inside a subflow too', async () => {
    const hidden = drawing({ nodes: [], subflows: { part: { nodes: [code('return 1')] } } })
    await expect(requireTrust(hidden, false, list)).rejects.toMatchObject({ exitCode: 4 })
  })

  it('is remembered once given, until anything but the layout changes', async () => {
    await requireTrust(drawing(), true, list)
    await requireTrust(drawing(), false, list)
    await requireTrust(drawing({ layout: { nodes: { own: { x: 5, y: 5 } } } }), false, list)
    const changed = drawing({ nodes: [code('return null')] })
    await expect(requireTrust(changed, false, list)).rejects.toMatchObject({ exitCode: 4 })
  })

  it('is not asked for where no code runs', async () => {
    await requireTrust(drawing({ nodes: [{ id: 'g', operator: 'generator', config: {} }] }), false, list)
  })
})
