import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FilePort } from '../engine/ports.ts'
import { createFiles } from './files.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('files of a run', () => {
  let home: string
  let other: string
  let outside: string
  let files: FilePort
  beforeAll(async () => {
    const base = await mkdtemp(join(tmpdir(), 'sluice-files-'))
    ;[home, other, outside] = [join(base, 'home'), join(base, 'granted'), join(base, 'outside')]
    for (const folder of [home, other, outside]) await mkdir(folder)
    await writeFile(join(outside, 'secret.txt'), 'secret')
    await writeFile(join(home, 'a.txt'), 'grüezi')
    await writeFile(join(other, 'b.txt'), 'b')
    await symlink(outside, join(home, 'way-out'))
    files = createFiles([home, other])
  })
  afterAll(() => rm(join(home, '..'), { recursive: true, force: true }))

  it('are read in pieces, to their end', async () => {
    const reader = await files.open('a.txt')
    const parts: number[] = []
    for (let part = await reader.read(3); part !== null; part = await reader.read(3)) parts.push(...part)
    await reader.close()
    expect(new TextDecoder().decode(new Uint8Array(parts))).toBe('grüezi')
  })

  it('may lie in any granted folder', async () => {
    const reader = await files.open(join(other, 'b.txt'))
    expect(await reader.read(10)).toEqual(bytes('b'))
    await reader.close()
  })

  it.each(['../outside/secret.txt', 'way-out/secret.txt', '/etc/passwd', 'x/../../outside/secret.txt', 'a\0b'])(
    'are denied outside: %j',
    async (path) => {
      await expect(files.open(path)).rejects.toMatchObject({ failure: { code: 'SLUICE-FILE-DENIED' } })
      await expect(files.append(path)).rejects.toMatchObject({ failure: { code: 'SLUICE-FILE-DENIED' } })
      await expect(files.rename('a.txt', path)).rejects.toMatchObject({ failure: { code: 'SLUICE-FILE-DENIED' } })
    },
  )

  it('are missing with a code, and a folder is none', async () => {
    await expect(files.open('none.txt')).rejects.toMatchObject({ failure: { code: 'SLUICE-FILE-MISSING' } })
    await expect(createFiles([]).open('a.txt')).rejects.toMatchObject({ failure: { code: 'SLUICE-FILE-DENIED' } })
  })

  it('are appended to in the order of the calls, folders made on the way', async () => {
    const writer = await files.append('new/deep/c.txt')
    expect(writer.size).toBe(0)
    await Promise.all(Array.from({ length: 50 }, (_, index) => writer.write(bytes(`${index}\n`))))
    await writer.sync()
    await writer.close()
    const text = await readFile(join(home, 'new/deep/c.txt'), 'utf8')
    expect(text).toBe(Array.from({ length: 50 }, (_, index) => `${index}\n`).join(''))
    const again = await files.append('new/deep/c.txt')
    expect(again.size).toBe(text.length)
    await again.close()
  })

  it('take another name, and never the place of another file', async () => {
    await writeFile(join(home, 'from.txt'), '1')
    await files.rename('from.txt', 'to.txt')
    expect(await readFile(join(home, 'to.txt'), 'utf8')).toBe('1')
    await writeFile(join(home, 'from.txt'), '2')
    await expect(files.rename('from.txt', 'to.txt')).rejects.toMatchObject({ failure: { code: 'SLUICE-FILE-EXISTS' } })
    expect(await readFile(join(home, 'to.txt'), 'utf8')).toBe('1')
  })
})
