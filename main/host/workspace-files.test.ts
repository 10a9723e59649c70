import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorkspaceFiles, type WorkspaceFiles, workspaceCaps } from './workspace-files.ts'

let outer: string
let workspace: string
let files: WorkspaceFiles

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'sluice-files-'))
  workspace = join(outer, 'workspace')
  await mkdir(workspace)
  files = createWorkspaceFiles(workspace)
})
afterEach(() => rm(outer, { recursive: true }))

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error) => error.failure?.code ?? error,
  )

describe('Workspace files', () => {
  it('saves a new file and opens it again at the same revision', async () => {
    const saved = await files.save('flows/orders.sluice.json', '{"a":1}', null)
    expect(await files.open('flows/orders.sluice.json')).toEqual({ ...saved, text: '{"a":1}' })
  })

  it('keeps what was there before as a backup, and leaves nothing else behind', async () => {
    const { revision } = await files.save('orders.sluice.json', 'first', null)
    await files.save('orders.sluice.json', 'second', revision)
    expect((await readdir(workspace)).sort()).toEqual(['orders.sluice.json', 'orders.sluice.json.bak'])
    expect(await readFile(join(workspace, 'orders.sluice.json.bak'), 'utf8')).toBe('first')
  })

  it('does not overwrite a file that changed since it was opened', async () => {
    const { revision } = await files.save('orders.sluice.json', 'mine', null)
    await writeFile(join(workspace, 'orders.sluice.json'), 'theirs')
    expect(await codeOf(files.save('orders.sluice.json', 'mine too', revision))).toBe('SLUICE-FILE-CHANGED')
    expect(await readFile(join(workspace, 'orders.sluice.json'), 'utf8')).toBe('theirs')
  })

  it('lets only one of two saves from the same revision through', async () => {
    const { revision } = await files.save('orders.sluice.json', 'start', null)
    const saves = ['a', 'b'].map((text) => files.save('orders.sluice.json', text, revision))
    const outcomes = await Promise.allSettled(saves)
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('does not replace an existing file by a new one, nor bring back a removed one', async () => {
    const { revision } = await files.save('orders.sluice.json', 'one', null)
    expect(await codeOf(files.save('orders.sluice.json', 'two', null))).toBe('SLUICE-FILE-EXISTS')
    await rm(join(workspace, 'orders.sluice.json'))
    expect(await codeOf(files.save('orders.sluice.json', 'two', revision))).toBe('SLUICE-FILE-CHANGED')
    expect(await codeOf(files.open('orders.sluice.json'))).toBe('SLUICE-FILE-MISSING')
  })

  it.each([
    '../secret.json',
    '/etc/secret.json',
    'a/../../secret.json',
    'a//b.json',
    './a.json',
    '..\\secret.json',
    'C:\\secret.json',
    '.sluice/drafts/x.json',
    '.ssh/keys.json',
    'a\u0000.json',
    'orders.js',
    'orders',
    '',
    `${'a/'.repeat(600)}b.json`,
  ])('does not reach %j', async (path) => {
    await writeFile(join(outer, 'secret.json'), '{}')
    expect(await codeOf(files.open(path))).toBe('SLUICE-PATH-OUTSIDE')
    expect(await codeOf(files.save(path, '{}', null))).toBe('SLUICE-PATH-OUTSIDE')
    expect(await codeOf(files.saveDraft(path, '{}'))).toBe('SLUICE-PATH-OUTSIDE')
    expect(await codeOf(files.draft(path))).toBe('SLUICE-PATH-OUTSIDE')
  })

  it('follows no link out of the folder, for files and for folders', async () => {
    await writeFile(join(outer, 'secret.json'), '{}')
    await symlink(join(outer, 'secret.json'), join(workspace, 'link.json'))
    await symlink(outer, join(workspace, 'door'))
    expect(await codeOf(files.open('link.json'))).toBe('SLUICE-PATH-OUTSIDE')
    expect(await codeOf(files.open('door/secret.json'))).toBe('SLUICE-PATH-OUTSIDE')
    expect(await codeOf(files.save('door/new.json', '{}', null))).toBe('SLUICE-PATH-OUTSIDE')
    expect(await readdir(outer)).not.toContain('new.json')
  })

  it('refuses files that are too large or not text', async () => {
    const large = 'x'.repeat(workspaceCaps.fileBytes + 1)
    expect(await codeOf(files.save('large.json', large, null))).toBe('SLUICE-FILE-TOO-LARGE')
    await writeFile(join(workspace, 'large.json'), large)
    expect(await codeOf(files.open('large.json'))).toBe('SLUICE-FILE-TOO-LARGE')
    await writeFile(join(workspace, 'bytes.json'), Buffer.from([0xff, 0xfe, 0x00]))
    expect(await codeOf(files.open('bytes.json'))).toBe('SLUICE-FILE-NOT-TEXT')
  })

  it('says in a sentence when a file cannot be written', async () => {
    await mkdir(join(workspace, 'folder.json'))
    expect(await codeOf(files.open('folder.json'))).toBe('SLUICE-FILE-UNREADABLE')
    await writeFile(join(workspace, 'file.json'), '')
    expect(await codeOf(files.save('file.json/inside.json', '{}', null))).toBe('SLUICE-FILE-UNREADABLE')
  })

  it('lists the pipelines by path, and neither hidden folders nor other files', async () => {
    for (const path of ['b.sluice.json', 'a/c.sluice.json', 'node_modules/d.sluice.json', 'other.json']) {
      await files.save(path, '{}', null)
    }
    await files.saveDraft('b.sluice.json', 'draft')
    expect((await files.list()).map(({ path, name }) => [path, name])).toEqual([
      ['a/c.sluice.json', 'c'],
      ['b.sluice.json', 'b'],
    ])
  })

  it('keeps a draft until it is forgotten, also of a file that does not exist yet', async () => {
    expect(await files.draft('new.sluice.json')).toBeNull()
    await files.saveDraft('new.sluice.json', 'half')
    await files.saveDraft('new.sluice.json', 'more')
    expect(await createWorkspaceFiles(workspace).draft('new.sluice.json')).toBe('more')
    await files.saveDraft('new.sluice.json', null)
    expect(await files.draft('new.sluice.json')).toBeNull()
  })
})
